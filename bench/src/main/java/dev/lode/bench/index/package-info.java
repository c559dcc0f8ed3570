/// `lode bench index`: 12 million cells in Lode's extent and in its peers, each in a process of its
/// own, asked in turns.
@org.jspecify.annotations.NullMarked
package dev.lode.bench.index;
