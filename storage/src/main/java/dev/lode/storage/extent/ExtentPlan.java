package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import java.util.Arrays;

/// What an extent will hold, partition by partition: enough to lay out every head before the first
/// room is written.
///
/// Counted while content is read, in any order; parts that several threads counted are put together
/// with [#merge]. Threads: owned by one. Memory: 1.4 MiB, whatever is counted.
public final class ExtentPlan {
    private final int[] rooms = new int[Directory.PARTITIONS];
    private final long[] cells = new long[Directory.PARTITIONS];
    private final int[] ordinalMax = new int[Directory.PARTITIONS];
    private final int[] spotMax = new int[Directory.PARTITIONS];
    private final byte[] siteMax = new byte[Directory.PARTITIONS];

    /// Makes one of nothing.
    public ExtentPlan() {}

    /// Counts a room that gets the next ordinal of its partition.
    ///
    /// @param partition 0 to 65,535
    public void addRoom(int partition) {
        addRoom(partition, rooms[partition]);
    }

    /// Counts a room that has an ordinal already.
    ///
    /// @param partition 0 to 65,535
    /// @param ordinal 0 to 1,048,575
    public void addRoom(int partition, int ordinal) {
        assert ordinal >= 0 && ordinal < CellKey.ORDINALS : ordinal;
        rooms[partition]++;
        ordinalMax[partition] = Math.max(ordinalMax[partition], ordinal);
    }

    /// Counts a cell.
    ///
    /// @param partition 0 to 65,535
    /// @param site 0 to 255
    /// @param spot 0 to 1,048,575
    public void addCell(int partition, int site, int spot) {
        assert site >= 0 && site < CellKey.SITES : site;
        assert spot >= 0 && spot < CellKey.SPOTS : spot;
        cells[partition]++;
        siteMax[partition] = (byte) Math.max(siteMax[partition] & 0xFF, site);
        spotMax[partition] = Math.max(spotMax[partition], spot);
    }

    /// Adds what another plan has counted; rooms without ordinals of their own are numbered on.
    ///
    /// @param other stays as it is
    public void merge(ExtentPlan other) {
        for (int p = 0; p < Directory.PARTITIONS; p++) {
            rooms[p] += other.rooms[p];
            cells[p] += other.cells[p];
            ordinalMax[p] =
                    Math.max(
                            Math.max(ordinalMax[p], other.ordinalMax[p]),
                            Math.max(0, rooms[p] - 1));
            siteMax[p] = (byte) Math.max(siteMax[p] & 0xFF, other.siteMax[p] & 0xFF);
            spotMax[p] = Math.max(spotMax[p], other.spotMax[p]);
        }
    }

    /// How many rooms a partition will have.
    ///
    /// @param partition 0 to 65,535
    /// @return rooms
    public int rooms(int partition) {
        return rooms[partition];
    }

    /// How many partitions will have a room.
    ///
    /// @return 0 to 65,536
    public int partitions() {
        return (int) Arrays.stream(rooms).filter(count -> count > 0).count();
    }

    /// How many cells a partition will have.
    ///
    /// @param partition 0 to 65,535
    /// @return cells
    public long cells(int partition) {
        return cells[partition];
    }

    /// The largest ordinal of a partition's rooms.
    ///
    /// @param partition 0 to 65,535
    /// @return 0 where it has no room
    public int ordinalMax(int partition) {
        return ordinalMax[partition];
    }

    /// The largest site that has a cell.
    ///
    /// @param partition 0 to 65,535
    /// @return 0 where it has no cell
    public int siteMax(int partition) {
        return siteMax[partition] & 0xFF;
    }

    /// The largest spot that has a cell.
    ///
    /// @param partition 0 to 65,535
    /// @return 0 where it has no cell
    public int spotMax(int partition) {
        return spotMax[partition];
    }
}
