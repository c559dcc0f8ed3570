package dev.lode.storage.pack;

/// A key as it was hidden: what only the holder of the hunt's secret can read.
///
/// @param cell the key of the cell that hides it
/// @param keyId its name, at most 64 bytes of UTF-8
/// @param prize index of its prize in the hunt
/// @param prizeId name of that prize, at most 64 bytes of UTF-8
/// @param stock how many hunters can win it
public record HiddenKey(long cell, String keyId, int prize, String prizeId, int stock) {}
