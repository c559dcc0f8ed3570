package dev.lode.node.claim;

/// A cell that is added while its hunt runs: it hides no key, for keys are committed to before.
///
/// @param cell its key
/// @param plainBytes length of the document
/// @param stored the LZ4 block; nobody writes into it
@SuppressWarnings("ArrayRecordComponent")
public record NewCell(long cell, int plainBytes, byte[] stored) {}
