package dev.lode.storage.index;

import org.junit.jupiter.api.Tag;

/// Runs where the tests' JVM has vectors, whatever their length: those that the machine lacks are
/// slow, not wrong.
@Tag("vectors")
class VectorSearchTest extends CellTreeContract {
    @Override
    NodeSearch search() {
        return new VectorSearch();
    }
}
