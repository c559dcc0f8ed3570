package dev.lode.storage.extent;

/// Where the heads of an extent are kept while it is open: the value of the knob `storage.heads`.
public enum HeadMemory {
    /// In memory of our own with huge pages, read and checked when the extent is opened: no look-up
    /// ever waits for the disk, and the heads count as used memory.
    RESIDENT,

    /// In a map of the file, checked when the extent is opened: the system may take pages back and
    /// read them again.
    MAPPED
}
