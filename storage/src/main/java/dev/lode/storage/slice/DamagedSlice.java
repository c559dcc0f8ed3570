package dev.lode.storage.slice;

import java.io.IOException;

/// A stream that is not a whole, sound slice of what it should be of: nothing of it is accepted.
public final class DamagedSlice extends IOException {
    private static final long serialVersionUID = 1L;

    /// Where in the stream.
    private final long position;

    /// Makes one.
    ///
    /// @param name of the file or link
    /// @param position in the stream where the damage was noticed
    /// @param what is wrong there
    public DamagedSlice(String name, long position, String what) {
        super(
                name
                        + ": "
                        + what
                        + " (byte "
                        + position
                        + " of the slice); fetch or export the slice again");
        this.position = position;
    }

    /// Where the damage was noticed.
    ///
    /// @return position in the stream
    public long position() {
        return position;
    }
}
