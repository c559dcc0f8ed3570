package dev.lode.storage.pack;

/// A key with the salt of its commitment: what is published when the hunt is over.
///
/// @param salt 32 hex digits
/// @param cell the key of the cell that hid it
/// @param keyId its name
/// @param prizeId name of its prize
/// @param stock how many hunters could win it
public record RevealedKey(String salt, long cell, String keyId, String prizeId, int stock) {}
