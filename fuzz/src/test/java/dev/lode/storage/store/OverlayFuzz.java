package dev.lode.storage.store;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.fuzz.Edits;
import dev.lode.storage.extent.CellRef;
import dev.lode.storage.index.Checksum;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The records of an overlay against lists: whatever is added in whatever order, each cell, each of
/// its versions, each site and the sorted keys are as they were given.
public final class OverlayFuzz {
    private static final int BYTES = 256 << 10;
    private static final int[] PARTITIONS = {0, 1, 32_768, 65_535};
    private static final int[] ORDINALS = {0, 1, 77, CellKey.ORDINALS - 1};
    private static final int[] SITES = {0, 1, 128, CellKey.SITES - 1};
    private static final int[] SPOTS = {0, 1, 5, 1 << 19, CellKey.SPOTS - 2, CellKey.SPOTS - 1};

    private OverlayFuzz() {}

    private record Version(int group, long position, int bytes) {
        byte[] block() {
            byte[] block = new byte[bytes];
            Arrays.fill(block, (byte) position);
            return block;
        }
    }

    /// Adds what the input says, then asks for all of it.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        Map<Long, List<Version>> wanted = new TreeMap<>(Long::compareUnsigned);
        var checksum = new Checksum();
        try (var overlay = new Overlay(-1, BYTES)) {
            for (long position = 1; in.hasMore(); position++) {
                long cell = cell(in);
                int group = in.next() & 1;
                var version = new Version(group, position, 1 + in.next());
                var block = MemorySegment.ofArray(version.block());
                var addition = new Addition(group, position, cell, block, version.bytes);
                if (!overlay.add(addition)) {
                    break;
                }
                wanted.computeIfAbsent(cell, _ -> new ArrayList<>()).add(version);
            }
            wanted.forEach((cell, versions) -> mustBeThere(overlay, cell, versions, checksum));
            mustBeListed(overlay, wanted);
        }
    }

    private static long cell(Edits in) {
        int partition = PARTITIONS[in.next() % PARTITIONS.length];
        int ordinal = ORDINALS[in.next() % ORDINALS.length];
        int site = SITES[in.next() % SITES.length];
        return CellKey.of(partition, ordinal, site, SPOTS[in.next() % SPOTS.length]);
    }

    private static void mustBeThere(
            Overlay overlay, long cell, List<Version> versions, Checksum checksum) {
        var ref = new CellRef();
        must(overlay.find(cell, ref), "a cell is not found");
        mustBe(overlay, ref, versions.getLast(), checksum);
        must(wantedAbsent(overlay, cell, versions), "a cell is found that is not there");
        for (int group = 0; group < 2; group++) {
            for (Version version : versions) {
                Version wanted = newest(versions, group, version.position - 1);
                boolean found = overlay.find(cell, group, version.position - 1, ref);
                must(found == (wanted != null), "a version is there or not, wrongly");
                if (wanted != null) {
                    mustBe(overlay, ref, wanted, checksum);
                }
            }
        }
    }

    private static boolean wantedAbsent(Overlay overlay, long cell, List<Version> versions) {
        return !overlay.find(cell ^ (1L << 18), new CellRef()) && !versions.isEmpty();
    }

    /// The newest version but for those that the group added later.
    private static @Nullable Version newest(List<Version> versions, int group, long positionMax) {
        int at = versions.size() - 1;
        while (at >= 0
                && versions.get(at).group == group
                && versions.get(at).position > positionMax) {
            at--;
        }
        return at < 0 ? null : versions.get(at);
    }

    private static void mustBe(Overlay overlay, CellRef ref, Version version, Checksum checksum) {
        byte[] block = overlay.memory().asSlice(ref.offset, ref.storedBytes).toArray(Layouts.I8);
        must(Arrays.equals(block, version.block()), "another block");
        must(
                checksum.ofBlob(block, 0, block.length, ref.cell) == ref.checksum,
                "a checksum that does not hold");
    }

    private static void mustBeListed(Overlay overlay, Map<Long, List<Version>> wanted) {
        long[] keys = overlay.sortedKeys(0, 65_535);
        long[] all = wanted.keySet().stream().mapToLong(key -> key).toArray();
        must(Arrays.equals(keys, all), "other keys, or another order");
        var sites = new TreeMap<Long, TreeSet<Integer>>();
        for (long key : all) {
            sites.computeIfAbsent(key >>> 20, _ -> new TreeSet<>()).add(CellKey.spot(key));
        }
        for (var site : sites.entrySet()) {
            long any = site.getKey() << 20;
            var list = new SpotList();
            int partition = CellKey.partition(any);
            overlay.spots(partition, CellKey.ordinal(any), CellKey.site(any), list);
            var spots = new TreeSet<Integer>();
            for (int i = 0; i < list.size(); i++) {
                must(spots.add(list.get(i)), "a spot twice");
            }
            must(spots.equals(site.getValue()), "other spots of a site");
        }
    }

    private static void must(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
