package dev.lode.router;

import java.util.Arrays;

/// Exchanges partitions of equal rooms between busy and idle nodes until the busiest is near enough
/// to the mean; rooms and partitions stay level.
final class LoadLeveller {
    private final Draft draft;
    private final int[][] movable;
    private final double[] shares;

    private LoadLeveller(Draft draft) {
        this.draft = draft;
        this.movable = draft.movable();
        long total = Arrays.stream(draft.load).sum();
        long weights = Arrays.stream(draft.weights).asLongStream().sum();
        shares = new double[draft.weights.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (double) draft.weights[i] / weights * total;
        }
    }

    static void run(Draft draft, Planner.Limits limits) {
        LoadLeveller leveller = new LoadLeveller(draft);
        int swaps = 0;
        while (swaps < limits.loadSwapsMax() && leveller.step(limits.loadPeakMax())) {
            swaps++;
        }
    }

    private boolean step(double peakMax) {
        Integer[] order = new Integer[shares.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(ratio(a), ratio(b)));
        int busiest = order[order.length - 1];
        if (!(ratio(busiest) > peakMax)) {
            return false;
        }
        for (int idle : order) {
            if (over(idle) < 0 && exchange(busiest, idle)) {
                return true;
            }
        }
        return false;
    }

    private double ratio(int node) {
        return draft.load[node] / shares[node];
    }

    private double over(int node) {
        return draft.load[node] - shares[node];
    }

    private boolean exchange(int busy, int idle) {
        double wanted = Math.min(over(busy), -over(idle));
        Integer[] theirs = byRoomsAndLoad(movable[idle]);
        int bestMine = -1;
        int bestTheirs = -1;
        double bestOff = wanted;
        for (int p : movable[busy]) {
            int at = firstNotBelow(theirs, p, wanted);
            for (int j = Math.max(0, at - 1); j < Math.min(at + 1, theirs.length); j++) {
                int q = theirs[j];
                double off = Math.abs(draft.demand.load(p) - draft.demand.load(q) - wanted);
                if (draft.demand.rooms(p) == draft.demand.rooms(q) && off < bestOff) {
                    bestOff = off;
                    bestMine = p;
                    bestTheirs = q;
                }
            }
        }
        if (bestMine < 0) {
            return false;
        }
        draft.movePrimary(bestMine, idle);
        draft.movePrimary(bestTheirs, busy);
        replace(movable[busy], bestMine, bestTheirs);
        replace(movable[idle], bestTheirs, bestMine);
        return true;
    }

    /// The first with as many rooms and at least the load of `p` less what is wanted.
    private int firstNotBelow(Integer[] sorted, int p, double wanted) {
        int rooms = draft.demand.rooms(p);
        double load = draft.demand.load(p) - wanted;
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int q = sorted[middle];
            boolean below =
                    draft.demand.rooms(q) < rooms
                            || (draft.demand.rooms(q) == rooms && draft.demand.load(q) < load);
            if (below) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private Integer[] byRoomsAndLoad(int[] partitions) {
        Integer[] sorted = Arrays.stream(partitions).boxed().toArray(Integer[]::new);
        Arrays.sort(
                sorted,
                (a, b) -> {
                    int rooms = Integer.compare(draft.demand.rooms(a), draft.demand.rooms(b));
                    return rooms != 0
                            ? rooms
                            : Long.compare(draft.demand.load(a), draft.demand.load(b));
                });
        return sorted;
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
