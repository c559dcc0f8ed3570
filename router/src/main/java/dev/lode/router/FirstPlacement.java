package dev.lode.router;

import dev.lode.base.hash.Xxh3;
import java.util.List;

/// The table of a new cluster: holders drawn by jump consistent hash, then levelled.
///
/// Holder k of partition p is bucket JumpHash(XXH3-64(p as u16, k as u16, little-endian), nodes by
/// ascending id); one that is a holder already, or in a domain that has its share, is passed over
/// for the next k.
final class FirstPlacement {
    /// How often a replica is drawn before the levelling finds a place for it.
    private static final int DRAWS = 16;

    private FirstPlacement() {}

    static PartitionTable table(List<NodeSpec> nodes, Demand demand) {
        Draft draft = new Draft(nodes, demand, Pins.NONE);
        Shares.holdings(draft);
        byte[] key = new byte[4];
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            draw(draft, key, p);
        }
        Planner.level(draft, Planner.Limits.DEFAULT);
        PartitionTable.Editor editor = PartitionTable.blank();
        for (int p = 0; p < Draft.PARTITIONS; p++) {
            editor.set(p, draft.entry(p, 1));
        }
        return editor.done();
    }

    private static void draw(Draft draft, byte[] key, int partition) {
        int primary = bucket(key, partition, 0, draft.nodes.length);
        draft.put(partition, 0, primary);
        draft.home[partition] = primary;
        int slot = 1;
        for (int k = 1; slot < draft.copies && k <= DRAWS; k++) {
            int node = bucket(key, partition, k, draft.nodes.length);
            if (draft.fits(partition, slot, node)) {
                draft.put(partition, slot++, node);
            }
        }
    }

    private static int bucket(byte[] key, int partition, int k, int nodes) {
        key[0] = (byte) partition;
        key[1] = (byte) (partition >>> 8);
        key[2] = (byte) k;
        key[3] = (byte) (k >>> 8);
        return JumpHash.bucket(Xxh3.hash(key, 0, key.length), nodes);
    }
}
