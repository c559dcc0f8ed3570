package dev.lode.storage.index;

import java.util.Locale;

/// Which search of nodes is wanted: the values of the knob `storage.search`.
public enum SearchKind {
    /// Vectors where this JVM and this machine have them, else the other.
    AUTO,

    /// Compares key by key; runs everywhere.
    SCALAR,

    /// Compares a line at once.
    VECTOR;

    private static final String MODULE = "jdk.incubator.vector";

    /// The kind that a knob's text names.
    ///
    /// @param text `auto`, `scalar` or `vector`
    /// @return the kind
    public static SearchKind of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /// Whether this JVM was started with vectors and this machine has them of the length of a line.
    ///
    /// @return false where [#VECTOR] cannot be had
    public static boolean hasVectors() {
        return ModuleLayer.boot().findModule(MODULE).isPresent() && VectorSearch.fits();
    }

    /// Makes the search.
    ///
    /// @return the search
    /// @throws IllegalStateException where vectors are wanted that cannot be had
    NodeSearch make() {
        return switch (this) {
            case SCALAR -> new ScalarSearch();
            case AUTO -> hasVectors() ? new VectorSearch() : new ScalarSearch();
            case VECTOR -> {
                if (!hasVectors()) {
                    throw new IllegalStateException(
                            "storage.search=vector needs vectors of 512 bits and a JVM started"
                                    + " with --add-modules "
                                    + MODULE
                                    + " (the environment's JDK_JAVA_OPTIONS); take auto or scalar");
                }
                yield new VectorSearch();
            }
        };
    }
}
