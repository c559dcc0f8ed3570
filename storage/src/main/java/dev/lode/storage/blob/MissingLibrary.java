package dev.lode.storage.blob;

import dev.lode.base.os.NativeLibrary;
import java.io.IOException;

/// Blocks with a dictionary cannot be read or written here: LZ4's own library is not installed.
public final class MissingLibrary extends IOException {
    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param library that is missing
    MissingLibrary(NativeLibrary library) {
        super(
                library.name()
                        + " cannot be loaded, which documents with a dictionary (pack.dictionaryBytes) need: install liblz4-1 (Debian, Ubuntu) or lz4-libs (Fedora)");
    }
}
