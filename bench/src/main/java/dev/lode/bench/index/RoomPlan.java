package dev.lode.bench.index;

import java.util.Arrays;
import java.util.SplittableRandom;

/// The cells of one synthetic room, as an author would lay them out: some sites, on each of them
/// spots in a run with a few holes or spread over the site.
///
/// Sizes are log-uniform from 2 to 256 cells, 52 in the mean. A run begins at one of the first
/// spots; spread spots lie over 4,096, and in one room of 256 over all 1,048,576. Threads: owned by
/// one; made once and drawn anew for each room.
final class RoomPlan {
    static final int CELLS_MIN = 2;
    static final int CELLS_MAX = 256;
    static final double CELLS_MEAN =
            (CELLS_MAX - CELLS_MIN) / Math.log((double) CELLS_MAX / CELLS_MIN);

    private static final int SITES = 1 << 8;
    private static final int SPREAD = 1 << 12;
    private static final int SPREAD_WIDE = 1 << 20;
    private static final int WIDE_EVERY = 256;
    private static final int CELLS_A_SITE_MAX = 24;
    private static final int HOLE_EVERY = 16;
    private static final int HOLE_MAX = 8;
    private static final int SITE_GAP_EVERY = 8;
    private static final int SITE_GAP_MAX = 3;

    private final int[] places = new int[CELLS_MAX];
    private int cells;

    /// Draws a room.
    ///
    /// @param random decides everything
    void draw(SplittableRandom random) {
        double size = CELLS_MIN * Math.pow((double) CELLS_MAX / CELLS_MIN, random.nextDouble());
        int wanted = (int) Math.round(size);
        int sites = Math.clamp(wanted / random.nextInt(1, CELLS_A_SITE_MAX + 1), 1, SITES);
        int spread = random.nextInt(WIDE_EVERY) == 0 ? SPREAD_WIDE : SPREAD;
        cells = 0;
        int site = 0;
        for (int i = 0; i < sites; i++) {
            int left = sites - i;
            int here = left == 1 ? wanted - cells : share(random, wanted - cells, left);
            if (random.nextBoolean()) {
                run(random, site, here);
            } else {
                spread(random, site, here, spread);
            }
            boolean gap = random.nextInt(SITE_GAP_EVERY) == 0;
            site += 1 + (gap ? random.nextInt(SITE_GAP_MAX) : 0);
            site = Math.min(site, SITES - left + 1); // the last ones must find a place
        }
    }

    /// How many cells the room has.
    ///
    /// @return 2 to 256
    int cells() {
        return cells;
    }

    /// The site of a cell.
    ///
    /// @param cell 0 to [#cells] - 1, in the order of keys
    /// @return 0 to 255
    int site(int cell) {
        return places[cell] >>> 20;
    }

    /// The spot of a cell.
    ///
    /// @param cell 0 to [#cells] - 1, in the order of keys
    /// @return 0 to 1,048,575
    int spot(int cell) {
        return places[cell] & (SPREAD_WIDE - 1);
    }

    private static int share(SplittableRandom random, int cells, int sites) {
        int most = cells - (sites - 1);
        int mean = cells / sites;
        return Math.clamp(mean / 2 + random.nextInt(mean + 1), 1, most);
    }

    private void run(SplittableRandom random, int site, int count) {
        int spot = random.nextInt(2);
        for (int i = 0; i < count; i++) {
            places[cells++] = site << 20 | spot;
            boolean hole = random.nextInt(HOLE_EVERY) == 0;
            spot += 1 + (hole ? 1 + random.nextInt(HOLE_MAX) : 0);
        }
    }

    private void spread(SplittableRandom random, int site, int count, int over) {
        int from = cells;
        while (cells < from + count) {
            int place = site << 20 | random.nextInt(over);
            boolean taken = false;
            for (int i = from; i < cells; i++) {
                taken |= places[i] == place;
            }
            if (!taken) {
                places[cells++] = place;
            }
        }
        Arrays.sort(places, from, cells);
    }
}
