package dev.lode.atlas;

import dev.lode.membership.HuntRules;

/// A hunt to be made.
///
/// @param name what people will call it
/// @param title one line for people
/// @param blobBytesMax the longest blob in its pack, plain, bytes
/// @param merkleRoot of its pack: 64 lowercase hex digits
/// @param rules of the hunt
/// @param packSecret unseals the keys of its pack
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NewHunt(
        String name,
        String title,
        int blobBytesMax,
        String merkleRoot,
        HuntRules rules,
        byte[] packSecret) {
    @Override
    public String toString() {
        return "NewHunt[" + name + "]";
    }
}
