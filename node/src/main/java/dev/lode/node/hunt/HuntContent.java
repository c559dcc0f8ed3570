package dev.lode.node.hunt;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.base.memory.OffHeap;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.proof.KeyTable;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.pack.HiddenKey;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.store.Base;
import dev.lode.storage.store.CellStore;
import dev.lode.storage.store.Rooms;
import dev.lode.storage.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The content of one hunt on this node: graph, cells, and the keys, unsealed in memory.
///
/// Threads: any number of readers; the node closes it after all of them have ended.
///
/// @param pack the open file
/// @param store the pack's cells and those that were added since
/// @param graph rooms, edges and gates
/// @param keys which cells hide a key
/// @param prizes what they win
/// @param account pays for the key table
public record HuntContent(
        Pack pack,
        CellStore store,
        HuntGraph graph,
        KeyTable keys,
        PrizeBook prizes,
        OffHeap account)
        implements AutoCloseable {

    /// Opens the content of a hunt and checks all of it but the blobs.
    ///
    /// @param file the pack
    /// @param facts of the hunt
    /// @param config bounds of its store, among them the longest document that this node takes
    /// @param epochs of the threads that read
    /// @return the content
    /// @throws IOException where the pack or its store is damaged, of another secret, or has longer
    ///   documents
    public static HuntContent open(Path file, HuntFacts facts, StoreConfig config, Epochs epochs)
            throws IOException {
        Pack pack = Pack.open(file, config.heads());
        if (pack.info().blobBytesMax() > config.documentBytesMax()) {
            int longest = pack.info().blobBytesMax();
            pack.close();
            throw new IOException(
                    "%s may hold documents of %d bytes, this node takes %d: raise content.blobBytesMax"
                            .formatted(file, longest, config.documentBytesMax()));
        }
        return over(pack, facts, config, epochs);
    }

    /// Opens the store of a pack that is open, and unseals its keys.
    ///
    /// @param pack open; closed with the content, also where this fails
    /// @param facts of the hunt
    /// @param config bounds of its store
    /// @param epochs of the threads that read
    /// @return the content
    /// @throws IOException where the store cannot be opened, the secret is another pack's, or the
    ///   pack is damaged
    public static HuntContent over(Pack pack, HuntFacts facts, StoreConfig config, Epochs epochs)
            throws IOException {
        OffHeap account = OffHeap.of("node.keys");
        try {
            List<HiddenKey> hidden = pack.unsealKeys(facts.keys().packSecret());
            var prizes = new PrizeBook(hidden);
            var keys = new KeyTable(account, hidden.size());
            for (HiddenKey key : hidden) {
                keys.put(key.cell(), key.stock(), key.prize());
            }
            var graph = HuntGraph.over(pack.graph(), prizes.cells());
            CellStore store = store(pack, graph, facts.id(), config, epochs);
            return new HuntContent(pack, store, graph, keys, prizes, account);
        } catch (IOException | RuntimeException e) {
            account.close();
            pack.close();
            throw e;
        }
    }

    /// Opens the store beside a pack.
    ///
    /// @param pack open for longer
    /// @param graph of the pack
    /// @param hunt that it is played in
    /// @param config its bounds
    /// @param epochs of the threads that read
    /// @return the store
    /// @throws IOException where it is damaged, or another process has it
    public static CellStore store(
            Pack pack, HuntGraph graph, Id128 hunt, StoreConfig config, Epochs epochs)
            throws IOException {
        return CellStore.open(
                CellStore.folderOf(pack.path()),
                Base.of(pack).playedIn(hunt),
                rooms(graph),
                epochs,
                config);
    }

    private static Rooms rooms(HuntGraph graph) {
        return (partition, ordinal) -> {
            int room = graph.room(partition, ordinal);
            if (room < 0) {
                throw new IllegalArgumentException(
                        "the hunt has no room %d in partition %d".formatted(ordinal, partition));
            }
            return graph.fingerprint(room);
        };
    }

    @Override
    public void close() throws IOException {
        store.close();
        pack.close();
        account.close();
    }
}
