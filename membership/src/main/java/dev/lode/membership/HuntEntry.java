package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.router.HuntMap;
import dev.lode.wire.HuntState;
import java.lang.foreign.MemorySegment;

/// One hunt in the atlas: what everybody may know of it.
///
/// @param id drawn at its creation
/// @param name what people call it; at most one hunt of a name lives
/// @param title one line for people
/// @param state what it allows
/// @param stateVersion counts the changes of the state from 1 on
/// @param map which claim group decides about which partition, fixed at creation
/// @param blobBytesMax the longest blob in it, plain, bytes
/// @param merkleRoot the commitment to its keys: 64 lowercase hex digits
/// @param createdMillis hunt time of its creation
/// @param rules fixed at creation
public record HuntEntry(
        Id128 id,
        String name,
        String title,
        HuntState state,
        long stateVersion,
        HuntMap map,
        int blobBytesMax,
        String merkleRoot,
        long createdMillis,
        HuntRules rules) {

    static final int BYTES_LEAST = Id128.BYTES + HuntRules.BYTES;

    /// The same hunt in another state.
    ///
    /// @param next the state
    /// @return a copy with the next version
    public HuntEntry in(HuntState next) {
        return new HuntEntry(
                id,
                name,
                title,
                next,
                stateVersion + 1,
                map,
                blobBytesMax,
                merkleRoot,
                createdMillis,
                rules);
    }

    /// Appends the encoded form.
    ///
    /// @param out where to
    public void write(BytesOut out) {
        out.id(id).text(name).text(title).u8(state.code()).u64(stateVersion);
        out.block(map.encode()).u32(blobBytesMax).text(merkleRoot).u64(createdMillis);
        rules.write(out);
    }

    /// Reads the encoded form.
    ///
    /// @param in where from
    /// @return the hunt
    public static HuntEntry read(BytesIn in) {
        return new HuntEntry(
                in.id(),
                in.text(),
                in.text(),
                HuntState.of(in.u8()),
                in.u64(),
                HuntMap.decode(MemorySegment.ofArray(in.block())),
                in.u32(),
                in.text(),
                in.u64(),
                HuntRules.read(in));
    }
}
