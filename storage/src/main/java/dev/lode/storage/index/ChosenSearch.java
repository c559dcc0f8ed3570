package dev.lode.storage.index;

/// Which search of nodes this process uses: decided once, so that the compiler can take it for a
/// constant.
final class ChosenSearch {
    static final NodeSearch SEARCH = new ScalarSearch();

    private ChosenSearch() {}
}
