package dev.lode.storage.index;

/// Which search of nodes this process uses: decided once, with the first use, so that the compiler
/// can take it for a constant.
final class ChosenSearch {
    private static volatile SearchKind wanted = SearchKind.AUTO;

    private ChosenSearch() {}

    /// Holds the choice; loaded with the first use.
    static final class Chosen {
        static final NodeSearch SEARCH = wanted.make();

        private Chosen() {}
    }

    static NodeSearch choose(SearchKind kind) {
        if (kind == SearchKind.VECTOR) {
            kind.make();
        }
        wanted = kind;
        return Chosen.SEARCH;
    }
}
