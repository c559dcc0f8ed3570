package dev.lode.router;

import java.util.Arrays;

/* Implementation: donors and receivers are paired in order of id, so there are fewer flows than
 * nodes. Of a flow, the partitions that cost least go first (see Draft.cost). Where a class of one
 * cost has more than are needed, those are taken whose rooms keep the sum near the sum wanted: each
 * next one pulls against the deviation so far, and the last two are the pair whose sum is nearest to
 * what is still missing. Thereby the rooms mostly come out right without a move of their own, and the
 * receiver gets partitions of many sizes: with sizes all alike it could not be levelled later.
 */

/// Moves partitions from nodes that serve more than their share to those that serve fewer, so that
/// each serves its share rounded down or up.
final class PartitionLeveller {

    /// Odd, so that the product with a partition is another order of all partitions.
    private static final long SCATTER = 0x9E37;

    private final Draft draft;
    private final int[][] movable;

    private PartitionLeveller(Draft draft) {
        this.draft = draft;
        this.movable = draft.movable();
    }

    static void run(Draft draft) {
        new PartitionLeveller(draft).level();
    }

    private void level() {
        long[] shares = Shares.targets(draft.weights, Draft.PARTITIONS, draft.primaries);
        long[] roomShares = Shares.targets(draft.weights, draft.demand.roomsTotal(), draft.rooms);
        int receiver = 0;
        for (int donor = 0; donor < shares.length; donor++) {
            while (draft.primaries[donor] > shares[donor] && movable[donor].length > 0) {
                while (draft.primaries[receiver] >= shares[receiver]) {
                    receiver++;
                }
                long surplus = draft.primaries[donor] - shares[donor];
                long count =
                        Math.min(
                                Math.min(surplus, movable[donor].length),
                                shares[receiver] - draft.primaries[receiver]);
                long rooms = (draft.rooms[donor] - roomShares[donor]) * count / surplus;
                flow(donor, receiver, (int) count, rooms);
            }
        }
    }

    private void flow(int donor, int receiver, int count, long rooms) {
        long[] keys = new long[movable[donor].length];
        for (int i = 0; i < keys.length; i++) {
            int p = movable[donor][i];
            long scattered = (p * SCATTER) & 0xFFFF;
            keys[i] = (long) (draft.cost(p, receiver) + 8) << 32 | scattered << 16 | p;
        }
        Arrays.sort(keys);
        boolean[] taken = new boolean[keys.length];
        int left = count;
        long roomsLeft = rooms;
        int from = 0;
        while (left > 0) {
            int to = from;
            while (to < keys.length && keys[to] >>> 32 == keys[from] >>> 32) {
                to++;
            }
            int before = left;
            long got =
                    to - from <= left
                            ? takeAll(keys, taken, from, to)
                            : takeSome(keys, taken, from, to, left, roomsLeft);
            left -= Math.min(before, to - from);
            roomsLeft -= got;
            from = to;
        }
        int[] kept = new int[keys.length - count];
        int at = 0;
        for (int i = 0; i < keys.length; i++) {
            int p = (int) keys[i] & 0xFFFF;
            if (taken[i]) {
                draft.movePrimary(p, receiver);
            } else {
                kept[at++] = p;
            }
        }
        movable[donor] = kept;
    }

    private long takeAll(long[] keys, boolean[] taken, int from, int to) {
        long rooms = 0;
        for (int i = from; i < to; i++) {
            taken[i] = true;
            rooms += rooms(keys[i]);
        }
        return rooms;
    }

    private long takeSome(
            long[] keys, boolean[] taken, int from, int to, int count, long roomsWanted) {
        double mean = (double) roomsWanted / count;
        int left = count;
        long rooms = 0;
        double deviation = 0;
        for (int i = from; i < to && left > 2; i++) {
            double step = rooms(keys[i]) - mean;
            if (step * deviation <= 0) {
                taken[i] = true;
                rooms += rooms(keys[i]);
                deviation += step;
                left--;
            }
        }
        for (; left > 2; left--) {
            rooms += takeNearest(keys, taken, from, to, (double) (roomsWanted - rooms) / left);
        }
        long wanted = roomsWanted - rooms;
        return rooms
                + (left == 2
                        ? takePair(keys, taken, from, to, wanted)
                        : takeNearest(keys, taken, from, to, (double) wanted));
    }

    private long takeNearest(long[] keys, boolean[] taken, int from, int to, double ideal) {
        int best = -1;
        for (int i = from; i < to; i++) {
            if (!taken[i] && (best < 0 || far(keys[i], ideal) < far(keys[best], ideal))) {
                best = i;
            }
        }
        taken[best] = true;
        return rooms(keys[best]);
    }

    private long takePair(long[] keys, boolean[] taken, int from, int to, long wanted) {
        long[] byRooms = new long[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (!taken[i]) {
                byRooms[count++] = (long) rooms(keys[i]) << 32 | i;
            }
        }
        Arrays.sort(byRooms, 0, count);
        int low = 0;
        int high = count - 1;
        int bestLow = 0;
        int bestHigh = high;
        long bestOff = Long.MAX_VALUE;
        while (low < high) {
            long sum = (byRooms[low] >>> 32) + (byRooms[high] >>> 32);
            if (Math.abs(sum - wanted) < bestOff) {
                bestOff = Math.abs(sum - wanted);
                bestLow = low;
                bestHigh = high;
            }
            if (sum < wanted) {
                low++;
            } else {
                high--;
            }
        }
        taken[(int) byRooms[bestLow]] = true;
        taken[(int) byRooms[bestHigh]] = true;
        return (byRooms[bestLow] >>> 32) + (byRooms[bestHigh] >>> 32);
    }

    private double far(long key, double ideal) {
        return Math.abs(rooms(key) - ideal);
    }

    private int rooms(long key) {
        return draft.demand.rooms((int) key & 0xFFFF);
    }
}
