package dev.lode.atlas;

/// The secrets of one hunt, opened.
///
/// Threads: immutable; nobody writes into the arrays.
///
/// @param pack unseals the keys of its pack
/// @param passKey signs passes, 32 bytes
/// @param capsuleKey signs capsules, 32 bytes
@SuppressWarnings("ArrayRecordComponent") // they are never compared
public record HuntSecrets(byte[] pack, byte[] passKey, byte[] capsuleKey) {
    @Override
    public String toString() {
        return "HuntSecrets";
    }
}
