package dev.lode.storage.index;

class ScalarSearchTest extends CellTreeContract {
    @Override
    NodeSearch search() {
        return new ScalarSearch();
    }
}
