package dev.lode.router;

import java.util.Arrays;

/// Whole shares of a total by weight.
final class Shares {
    private Shares() {}

    /// Divides a total so that each node gets its exact share rounded down or up. Those that have
    /// most above their share rounded down are rounded up first, so that least has to move.
    static long[] targets(int[] weights, long total, long[] have) {
        long weightTotal = Arrays.stream(weights).asLongStream().sum();
        long[] targets = new long[weights.length];
        long rest = total;
        for (int i = 0; i < weights.length; i++) {
            targets[i] = Math.multiplyExact(weights[i], total) / weightTotal;
            rest -= targets[i];
        }
        Integer[] order = new Integer[weights.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(have[b] - targets[b], have[a] - targets[a]));
        for (int i = 0; rest > 0; i++) {
            int node = order[i];
            if (Math.multiplyExact(weights[node], total) % weightTotal != 0) {
                targets[node]++;
                rest--;
            }
        }
        return targets;
    }

    /// Sets how many partitions each node shall hold, by weight.
    ///
    /// A node can hold a partition once, and a domain only so often; what these cannot take goes to
    /// the others, until nobody is asked for more than it can hold.
    static void holdings(Draft draft) {
        int domains = Arrays.stream(draft.domains).max().orElse(0) + 1;
        boolean[] open = new boolean[draft.nodes.length];
        Arrays.fill(open, true);
        long[] room = new long[domains];
        for (int i = 0; i < open.length; i++) {
            room[draft.domains[i]]++;
        }
        for (int d = 0; d < domains; d++) {
            room[d] = Math.min(room[d], draft.perDomainMax) * Draft.PARTITIONS;
        }
        long left = (long) draft.copies * Draft.PARTITIONS;
        while (left > 0) {
            int[] weights = weightsWhere(draft, open, -1);
            long weightTotal = Arrays.stream(weights).asLongStream().sum();
            boolean[] full = new boolean[open.length];
            long given = 0;
            for (int i = 0; i < open.length && given == 0; i++) {
                if (open[i] && left * weights[i] > Draft.PARTITIONS * weightTotal) {
                    draft.heldTarget[i] = Draft.PARTITIONS;
                    room[draft.domains[i]] -= Draft.PARTITIONS;
                    full[i] = true;
                    given = Draft.PARTITIONS;
                }
            }
            for (int d = 0; d < domains && given == 0; d++) {
                int[] members = weightsWhere(draft, open, d);
                long weight = Arrays.stream(members).asLongStream().sum();
                if (weight > 0 && left * weight >= room[d] * weightTotal) {
                    give(draft, members, room[d], full);
                    given = room[d];
                }
            }
            if (given == 0) {
                give(draft, weights, left, full);
                given = left;
            }
            for (int i = 0; i < open.length; i++) {
                open[i] &= !full[i];
            }
            left -= given;
        }
    }

    private static void give(Draft draft, int[] weights, long total, boolean[] full) {
        long[] targets =
                targets(weights, total, Arrays.stream(draft.held).asLongStream().toArray());
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                draft.heldTarget[i] = (int) targets[i];
                full[i] = true;
            }
        }
    }

    /// The weights of the nodes still open, of one domain or (-1) of all; 0 for the others.
    private static int[] weightsWhere(Draft draft, boolean[] open, int domain) {
        int[] weights = new int[open.length];
        for (int i = 0; i < open.length; i++) {
            boolean counts = open[i] && (domain < 0 || draft.domains[i] == domain);
            weights[i] = counts ? draft.weights[i] : 0;
        }
        return weights;
    }
}
