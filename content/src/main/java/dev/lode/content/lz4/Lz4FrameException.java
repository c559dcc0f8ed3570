package dev.lode.content.lz4;

import java.io.IOException;

/// An LZ4 frame that cannot be read: what is wrong, at which byte of the file, and what helps.
public final class Lz4FrameException extends IOException {
    private static final long serialVersionUID = 1L;

    /// What to do about it.
    private final String remedy;

    /// Reports damage or a foreign form.
    ///
    /// @param offset byte of the file, from 0
    /// @param text what is wrong there
    /// @param remedy what to do about it
    public Lz4FrameException(long offset, String text, String remedy) {
        super("at byte " + offset + ": " + text);
        this.remedy = remedy;
    }

    /// What to do about it.
    ///
    /// @return a sentence without its full stop
    public String remedy() {
        return remedy;
    }
}
