package dev.lode.bench;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.Epochs;
import dev.lode.content.ContentException;
import dev.lode.content.GenerateRequest;
import dev.lode.content.Generator;
import dev.lode.content.PackRequest;
import dev.lode.content.Packing;
import dev.lode.content.ProgressListener;
import dev.lode.game.Rules;
import dev.lode.game.proof.KeyTable;
import dev.lode.game.proof.TicketKey;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.view.HuntFacts;
import dev.lode.node.view.HuntKeys;
import dev.lode.router.HuntMap;
import dev.lode.storage.blob.BlobReader;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.pack.HiddenKey;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.SecretFile;
import dev.lode.storage.store.StoreConfig;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/// A generated hunt, packed and opened as a node does, and the cells that a benchmark digs in it.
///
/// Cells come in pairs on one site, one with a key and one without: whoever digs the firsts and
/// whoever digs the seconds read as much, from the same chunks.
///
/// @param facts with rules that never make a hunter wait
/// @param content what a node serves
/// @param finds cells with a key, in random order
/// @param misses at the same places, cells of the same sites without one
@SuppressWarnings("ArrayRecordComponent")
record BenchHunt(HuntFacts facts, HuntContent content, long[] finds, long[] misses)
        implements AutoCloseable {
    static final int ROOMS = 400;
    static final int CELLS = 40_000;
    static final int KEYS = 2_048;

    private static final String NAME = "bench";
    private static final Rules RULES =
            new Rules(0, Rules.DIGS_MAX, Rules.DIGS_MAX, 30_000, 600_000, 100, 0);
    private static final long SEED = 11;
    private static final int READ_TRIES = 100;

    /// Makes the hunt and packs it.
    ///
    /// @return the pack; the hunt lies beside it
    static Path pack(Path folder) {
        try {
            Generator.run(
                    new GenerateRequest(
                            folder.resolve("hunt"),
                            NAME,
                            ROOMS,
                            CELLS,
                            KEYS,
                            SEED,
                            Settings.defaults()),
                    ProgressListener.NONE);
        } catch (ContentException | IOException e) {
            throw new BenchFailed("no hunt could be made in " + folder + ": " + e.getMessage(), e);
        }
        return pack(folder, NAME, 0);
    }

    /// Packs the hunt that was made once more, with a dictionary.
    ///
    /// @param name of the pack, without its ending
    /// @param dictionaryBytes the most
    static Path pack(Path folder, String name, long dictionaryBytes) {
        Path pack = folder.resolve(name + ".lode");
        Settings settings = Settings.defaults().with(PackKnobs.DICTIONARY_BYTES, dictionaryBytes);
        try {
            Packing.run(
                    new PackRequest(folder.resolve("hunt"), pack, settings), ProgressListener.NONE);
            return pack;
        } catch (ContentException | IOException e) {
            throw new BenchFailed("no hunt could be made in " + folder + ": " + e.getMessage(), e);
        }
    }

    static BenchHunt open(Path pack) throws IOException {
        byte[] secret = SecretFile.read(SecretFile.of(pack));
        HuntFacts facts = facts(NAME, secret);
        int blobBytesMax = Math.toIntExact(Settings.defaults().get(PackKnobs.BLOB_BYTES_MAX));
        HuntContent content =
                HuntContent.open(pack, facts, StoreConfig.of(Settings.defaults()), new Epochs());
        List<long[]> pairs = pairs(content, secret);
        long[] finds = pairs.stream().mapToLong(pair -> pair[0]).toArray();
        long[] misses = pairs.stream().mapToLong(pair -> pair[1]).toArray();
        var hunt = new BenchHunt(facts, content, finds, misses);
        hunt.readAll(blobBytesMax);
        return hunt;
    }

    /// An open hunt whose rules never make a hunter wait.
    static HuntFacts facts(String name, byte[] packSecret) {
        return new HuntFacts(
                new Id128(1, 2),
                name,
                HuntState.OPEN,
                1,
                RULES,
                HuntMap.over(1),
                new HuntKeys(
                        packSecret, List.of(new TicketKey(1, bytes(3))), 1, bytes(4), bytes(5)));
    }

    long room(long cell) {
        return content.pack().extent().roomFp(CellKey.partition(cell), CellKey.ordinal(cell));
    }

    private static List<long[]> pairs(HuntContent content, byte[] secret) throws IOException {
        Extent extent = content.pack().extent();
        int[] spots = new int[1024];
        List<long[]> pairs = new ArrayList<>();
        for (HiddenKey key : content.pack().unsealKeys(secret)) {
            int partition = CellKey.partition(key.cell());
            int ordinal = CellKey.ordinal(key.cell());
            int site = CellKey.site(key.cell());
            int count = extent.spots(partition, ordinal, site, spots);
            for (int i = 0; i < Math.min(count, spots.length); i++) {
                long cell = CellKey.of(partition, ordinal, site, spots[i]);
                if (content.keys().find(cell) == KeyTable.MISS) {
                    pairs.add(new long[] {key.cell(), cell});
                    break;
                }
            }
        }
        if (pairs.size() < KEYS / 2) {
            throw new BenchFailed("only " + pairs.size() + " sites have cells of both kinds");
        }
        Collections.shuffle(pairs, new Random(SEED));
        return pairs;
    }

    /// Brings every document that will be dug into memory, until it can be read without waiting.
    private void readAll(int blobBytesMax) {
        try (BlobReader reader = content.pack().reader();
                Arena arena = Arena.ofConfined()) {
            var out = arena.allocate(blobBytesMax);
            var ref = new CellRef();
            for (long[] cells : List.of(finds, misses)) {
                for (long cell : cells) {
                    boolean there = content.pack().extent().find(cell, ref);
                    int tries = 0;
                    while (!there || reader.tryRead(ref, out, 0, blobBytesMax) <= 0) {
                        if (!there || ++tries == READ_TRIES) {
                            throw new BenchFailed("cell " + cell + " cannot be read");
                        }
                        reader.read(ref, out, 0, blobBytesMax);
                    }
                }
            }
        }
    }

    private static byte[] bytes(long seed) {
        byte[] bytes = new byte[32];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            throw new BenchFailed("the hunt cannot be closed", e);
        }
    }
}
