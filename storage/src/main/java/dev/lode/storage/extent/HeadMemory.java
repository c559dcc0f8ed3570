package dev.lode.storage.extent;

import java.util.Locale;

/// Where the heads of an extent are kept while it is open: the value of the knob `storage.heads`.
public enum HeadMemory {
    /// In memory of our own with huge pages, read and checked when the extent is opened: no look-up
    /// ever waits for the disk, and the heads count as used memory.
    RESIDENT,

    /// In a map of the file, checked when the extent is opened: the system may take pages back and
    /// read them again.
    MAPPED;

    /// The kind that the knob's text names.
    ///
    /// @param text `resident` or `mapped`
    /// @return the kind
    public static HeadMemory of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// The kind as the knob names it.
    ///
    /// @return `resident` or `mapped`
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
