package dev.lode.node.hunt;

import dev.lode.base.memory.OffHeap;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.proof.KeyTable;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.extent.HeadMemory;
import dev.lode.storage.pack.HiddenKey;
import dev.lode.storage.pack.Pack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The sealed content of one hunt on this node: graph, extent, and the keys, unsealed in memory.
///
/// Threads: any number of readers; the node closes it after all of them have ended.
///
/// @param pack the open file
/// @param graph rooms, edges and gates
/// @param keys which cells hide a key
/// @param prizes what they win
/// @param account pays for the key table
public record HuntContent(
        Pack pack, HuntGraph graph, KeyTable keys, PrizeBook prizes, OffHeap account)
        implements AutoCloseable {

    /// Opens the content of a hunt and checks all of it but the blobs.
    ///
    /// @param file the pack
    /// @param facts of the hunt
    /// @param blobBytesMax the longest document that this node has buffers for
    /// @return the content
    /// @throws IOException where the pack is damaged, of another secret, or has longer documents
    public static HuntContent open(Path file, HuntFacts facts, int blobBytesMax)
            throws IOException {
        return open(file, facts, blobBytesMax, HeadMemory.RESIDENT);
    }

    /// Opens the content of a hunt and checks all of it but the blobs.
    ///
    /// @param file the pack
    /// @param facts of the hunt
    /// @param blobBytesMax the longest document that this node has buffers for
    /// @param heads where its index is kept
    /// @return the content
    /// @throws IOException where the pack is damaged, of another secret, or has longer documents
    public static HuntContent open(Path file, HuntFacts facts, int blobBytesMax, HeadMemory heads)
            throws IOException {
        Pack pack = Pack.open(file, heads);
        if (pack.info().blobBytesMax() > blobBytesMax) {
            int longest = pack.info().blobBytesMax();
            pack.close();
            throw new IOException(
                    "%s may hold documents of %d bytes, this node takes %d: raise content.blobBytesMax"
                            .formatted(file, longest, blobBytesMax));
        }
        return over(pack, facts);
    }

    /// Unseals the keys of a pack that is open.
    ///
    /// @param pack open; closed with the content, also where this fails
    /// @param facts of the hunt
    /// @return the content
    /// @throws IOException where the secret is another pack's, or the pack is damaged
    public static HuntContent over(Pack pack, HuntFacts facts) throws IOException {
        OffHeap account = OffHeap.of("node.keys");
        try {
            List<HiddenKey> hidden = pack.unsealKeys(facts.keys().packSecret());
            var prizes = new PrizeBook(hidden);
            var keys = new KeyTable(account, hidden.size());
            for (HiddenKey key : hidden) {
                keys.put(key.cell(), key.stock(), key.prize());
            }
            var graph = HuntGraph.over(pack.graph(), prizes.cells());
            return new HuntContent(pack, graph, keys, prizes, account);
        } catch (IOException | RuntimeException e) {
            account.close();
            pack.close();
            throw e;
        }
    }

    @Override
    public void close() {
        pack.close();
        account.close();
    }
}
