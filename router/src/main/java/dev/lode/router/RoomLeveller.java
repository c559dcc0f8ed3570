package dev.lode.router;

import java.util.Arrays;

/* Implementation: a node with too many rooms and one with too few exchange a partition each, so
 * that the numbers of partitions stay. The pair is chosen whose difference in rooms comes nearest to
 * what is wanted, then the cheapest. Every exchange lowers the sum of all deviations, so it ends;
 * it ends early where one partition has so many rooms that no exchange can help.
 *
 * First of all each node settles with the hub, the node that gets most anyway: of such an exchange
 * only one partition leaves its home, the other was on its way.
 */

/// Exchanges partitions until no node has more rooms than its share rounded up, or nothing helps.
final class RoomLeveller {
    private static final int EXCHANGES = 1024;
    private static final int EXCHANGES_A_NODE = 16;

    /// Makes costs positive, so that keys with a cost in them sort.
    private static final int COST_BASE = 8;

    /// At most one of two partitions leaves its home.
    private static final long HUB_COST = 6 + 2 * COST_BASE;

    private final Draft draft;
    private final int[][] movable;
    private final long[] shares;
    private final long[] most;

    private RoomLeveller(Draft draft) {
        this.draft = draft;
        this.movable = draft.movable();
        long total = draft.demand.roomsTotal();
        long weights = Arrays.stream(draft.weights).asLongStream().sum();
        shares = Shares.targets(draft.weights, total, draft.rooms);
        most = new long[shares.length];
        for (int i = 0; i < most.length; i++) {
            most[i] = Balance.share(draft.weights[i], total, weights);
        }
    }

    static void run(Draft draft) {
        RoomLeveller leveller = new RoomLeveller(draft);
        leveller.settleWithHub();
        long left = EXCHANGES + (long) EXCHANGES_A_NODE * draft.nodes.length;
        while (left > 0 && leveller.step()) {
            left--;
        }
    }

    private void settleWithHub() {
        int hub = hub();
        for (int node = 0; node < shares.length; node++) {
            if (node != hub && deviation(node) > 0) {
                exchange(node, hub, deviation(node), 0, HUB_COST);
            } else if (node != hub && deviation(node) < 0) {
                exchange(hub, node, -deviation(node), 0, HUB_COST);
            }
        }
    }

    /// The node that got most partitions from others.
    private int hub() {
        int[] arrived = new int[shares.length];
        int hub = 0;
        for (int node = 0; node < shares.length; node++) {
            for (int p : movable[node]) {
                arrived[node] += draft.home[p] == node ? 0 : 1;
            }
            hub = arrived[node] > arrived[hub] ? node : hub;
        }
        return hub;
    }

    private boolean step() {
        int[] order = byDeviation();
        for (int i = order.length - 1; i >= 0; i--) {
            int donor = order[i];
            if (draft.rooms[donor] <= most[donor]) {
                continue;
            }
            for (int receiver : order) {
                long wanted = Math.min(deviation(donor), -deviation(receiver));
                if (wanted > 0 && exchange(donor, receiver, wanted, wanted - 1, Long.MAX_VALUE)) {
                    return true;
                }
            }
        }
        return false;
    }

    private long deviation(int node) {
        return draft.rooms[node] - shares[node];
    }

    /// Nodes from the largest lack to the largest surplus.
    private int[] byDeviation() {
        Integer[] order = new Integer[shares.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(deviation(a), deviation(b)));
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private boolean exchange(int donor, int receiver, long wanted, long offMax, long costMax) {
        long[] mine = cheapestByRooms(donor, receiver);
        long[] theirs = cheapestByRooms(receiver, donor);
        long bestOff = offMax;
        long bestCost = Long.MAX_VALUE;
        int bestMine = -1;
        int bestTheirs = -1;
        int low = 0;
        for (int i = 0; i < mine.length; i++) {
            long ideal = rooms(mine[i]) - wanted;
            while (low + 1 < theirs.length && rooms(theirs[low + 1]) <= ideal) {
                low++;
            }
            for (int j = low; j < Math.min(low + 2, theirs.length); j++) {
                long off = Math.abs(rooms(theirs[j]) - ideal);
                long cost = cost(mine[i]) + cost(theirs[j]);
                boolean better = off < bestOff || (off == bestOff && cost < bestCost);
                if (cost <= costMax && better) {
                    bestOff = off;
                    bestCost = cost;
                    bestMine = i;
                    bestTheirs = j;
                }
            }
        }
        if (bestMine < 0) {
            return false;
        }
        int give = partition(mine[bestMine]);
        int take = partition(theirs[bestTheirs]);
        draft.movePrimary(give, receiver);
        draft.movePrimary(take, donor);
        replace(movable[donor], give, take);
        replace(movable[receiver], take, give);
        return true;
    }

    /// One key (rooms, cost, partition) for each number of rooms, ascending.
    private long[] cheapestByRooms(int node, int to) {
        long[] keys = new long[movable[node].length];
        for (int i = 0; i < keys.length; i++) {
            int p = movable[node][i];
            keys[i] =
                    (long) draft.demand.rooms(p) << 32 | (draft.cost(p, to) + COST_BASE) << 16 | p;
        }
        Arrays.sort(keys);
        int count = 0;
        for (long key : keys) {
            if (count == 0 || rooms(keys[count - 1]) != rooms(key)) {
                keys[count++] = key;
            }
        }
        return Arrays.copyOf(keys, count);
    }

    private static long rooms(long key) {
        return key >>> 32;
    }

    private static long cost(long key) {
        return key >>> 16 & 0xFFFF;
    }

    private static int partition(long key) {
        return (int) key & 0xFFFF;
    }

    private static void replace(int[] list, int old, int fresh) {
        for (int i = 0; i < list.length; i++) {
            if (list[i] == old) {
                list[i] = fresh;
                return;
            }
        }
    }
}
