package dev.lode.storage.slice;

import dev.lode.base.Id128;

/// Whose content a folder of imports holds.
///
/// @param secretId of the pack that the hunt was sealed as
/// @param hunt which it is played in, or [Id128#ZERO]
public record ImportId(Id128 secretId, Id128 hunt) {
    static ImportId of(SliceHeader header) {
        return new ImportId(header.secretId(), header.hunt());
    }
}
