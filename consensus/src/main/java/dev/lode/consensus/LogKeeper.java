package dev.lode.consensus;

import dev.lode.storage.archive.CommittedLog;

/// Has a say in how far a group's log is forgotten.
@FunctionalInterface
public interface LogKeeper {
    /// Keeps nothing beyond what the group itself needs.
    LogKeeper NONE = (_, _, wanted) -> wanted;

    /// Up to where the log may be forgotten.
    ///
    /// @param group whose log
    /// @param log of it
    /// @param wanted the first index that the group still needs
    /// @return that, or less; called on the apply executor, must not wait
    long keepFrom(int group, CommittedLog log, long wanted);
}
