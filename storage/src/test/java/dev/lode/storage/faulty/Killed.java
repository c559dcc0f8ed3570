package dev.lode.storage.faulty;

/// The process has been killed: nothing that it asks of the disk happens any more.
///
/// An error and no exception, so that no code that copes with a bad disk runs in a dead process.
public final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed(int changes) {
        super("killed after " + changes + " changes of the disk");
    }
}
