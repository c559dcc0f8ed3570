package dev.lode.storage.pack;

import java.io.IOException;
import java.nio.file.Path;

/// A file that is not a whole, sound pack, and so is not opened.
public final class DamagedPack extends IOException {
    private static final long serialVersionUID = 1L;

    /// Which part of the file is damaged.
    private final String section;

    /// Where the damage begins.
    private final long offset;

    /// Makes one.
    ///
    /// @param pack the file
    /// @param section which part of it
    /// @param offset where in the file
    /// @param what was found there
    public DamagedPack(Path pack, String section, long offset, String what) {
        this(SealedKind.PACK, pack, section, offset, what);
    }

    DamagedPack(SealedKind kind, Path pack, String section, long offset, String what) {
        super(pack + ": " + what + " (" + section + ", byte " + offset + "); " + kind.remedy);
        this.section = section;
        this.offset = offset;
    }

    /// Which part of the file is damaged.
    ///
    /// @return `header`, `footer`, `heads`, `graph`, `keys`, `meta` or `dictionary`
    public String section() {
        return section;
    }

    /// Where the damage begins.
    ///
    /// @return offset in the file
    public long offset() {
        return offset;
    }
}
