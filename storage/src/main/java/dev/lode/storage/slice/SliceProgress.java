package dev.lode.storage.slice;

import java.util.function.Consumer;

/// Hears how far a slice has come.
@FunctionalInterface
public interface SliceProgress {
    /// Hears nothing.
    SliceProgress NONE = (_, _) -> {};

    /// Hears notes alone.
    ///
    /// @param notes takes a line each
    /// @return what passes them on
    static SliceProgress noting(Consumer<String> notes) {
        return new SliceProgress() {
            @Override
            public void at(long done, long total) {}

            @Override
            public void note(String text) {
                notes.accept(text);
            }
        };
    }

    /// So much is done.
    ///
    /// @param done bytes of the stream
    /// @param total bytes of the stream
    void at(long done, long total);

    /// Something that a person should know, such as leftovers that were removed.
    ///
    /// @param text one line
    default void note(String text) {}
}
