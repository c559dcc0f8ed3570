package dev.lode.storage.index;

/// Runs where the tests' JVM has vectors, whatever their length: those that the machine lacks are
/// slow, not wrong.
class VectorSearchTest extends CellTreeContract {
    @Override
    NodeSearch search() {
        return new VectorSearch();
    }
}
