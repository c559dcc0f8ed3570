package dev.lode.storage.faulty;

/// What can be asked of a disk, and so can fail.
public enum Op {
    /// Opening a file or listing a folder that is there.
    OPEN,
    /// Reading bytes.
    READ,
    /// Writing bytes.
    WRITE,
    /// Forcing a file or a folder.
    FORCE,
    /// Cutting a file.
    TRUNCATE,
    /// Making a file or a folder.
    CREATE,
    /// Giving a file another name.
    RENAME,
    /// Giving a file a second name.
    LINK,
    /// Removing a file or a folder.
    DELETE
}
