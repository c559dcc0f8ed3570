package dev.lode.router;

import java.util.Arrays;

/* Implementation: a node with too many rooms and one with too few exchange a partition each, so
 * that the numbers of partitions stay. The pair is chosen whose difference in rooms comes nearest to
 * what is wanted, then the cheapest. Every exchange lowers the sum of all deviations, so it ends.
 * Where no exchange helps a node that is above its share, a single partition may go.
 */

/// Exchanges partitions until no node has more rooms than its share rounded up, or nothing helps.
final class RoomLeveller {
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
        boolean going = true;
        while (going) {
            going = leveller.step();
        }
    }

    private boolean step() {
        int[] order = byDeviation();
        for (int i = order.length - 1; i >= 0; i--) {
            int donor = order[i];
            if (draft.rooms[donor] <= most[donor]) {
                continue;
            }
            for (int receiver : order) {
                if (deviation(receiver) < 0 && exchange(donor, receiver)) {
                    return true;
                }
            }
            for (int receiver : order) {
                if (deviation(receiver) < 0 && give(donor, receiver)) {
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

    private boolean exchange(int donor, int receiver) {
        long wanted = Math.min(deviation(donor), -deviation(receiver));
        long[] mine = cheapestByRooms(donor, receiver);
        long[] theirs = cheapestByRooms(receiver, donor);
        long bestOff = wanted;
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
                if (off < bestOff || (off == bestOff && bestMine >= 0 && cost < bestCost)) {
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

    private boolean give(int donor, int receiver) {
        long wanted = Math.min(deviation(donor), -deviation(receiver));
        int best = -1;
        for (int p : movable[donor]) {
            long off = Math.abs(draft.demand.rooms(p) - wanted);
            if (off < wanted && (best < 0 || off < Math.abs(draft.demand.rooms(best) - wanted))) {
                best = p;
            }
        }
        if (best < 0) {
            return false;
        }
        draft.movePrimary(best, receiver);
        int given = best;
        movable[donor] = Arrays.stream(movable[donor]).filter(p -> p != given).toArray();
        movable[receiver] = Arrays.copyOf(movable[receiver], movable[receiver].length + 1);
        movable[receiver][movable[receiver].length - 1] = given;
        return true;
    }

    /// One key (rooms, cost, partition) for each number of rooms, ascending.
    private long[] cheapestByRooms(int node, int to) {
        long[] keys = new long[movable[node].length];
        for (int i = 0; i < keys.length; i++) {
            int p = movable[node][i];
            keys[i] = (long) draft.demand.rooms(p) << 32 | (draft.cost(p, to) + 8L) << 16 | p;
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
