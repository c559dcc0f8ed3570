package dev.lode.content;

/// Whoever wants to hear how far a long job has come.
@FunctionalInterface
public interface ProgressListener {
    /// Hears nothing.
    ProgressListener NONE = _ -> {};

    /// Takes one report; called by the working thread, at most once an interval and once at the end
    /// of each stage.
    ///
    /// @param progress how far
    void progress(Progress progress);
}
