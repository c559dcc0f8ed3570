package dev.lode.router;

/// What each partition asks of its primary: rooms, and the load measured lately.
///
/// Immutable.
public final class Demand {
    private final int[] rooms;
    private final long[] load;
    private final long roomsTotal;

    private Demand(int[] rooms, long[] load) {
        if (rooms.length != Fingerprint.PARTITIONS || load.length != Fingerprint.PARTITIONS) {
            throw new IllegalArgumentException("a demand has 65,536 partitions");
        }
        long total = 0;
        for (int p = 0; p < Fingerprint.PARTITIONS; p++) {
            if (rooms[p] < 0 || load[p] < 0) {
                throw new IllegalArgumentException("the demand of partition " + p + " is negative");
            }
            total += rooms[p];
        }
        this.rooms = rooms;
        this.load = load;
        this.roomsTotal = total;
    }

    /// No room yet and no load: partitions alone are spread.
    ///
    /// @return zeros
    public static Demand none() {
        return new Demand(new int[Fingerprint.PARTITIONS], new long[Fingerprint.PARTITIONS]);
    }

    /// Rooms, and no load measured.
    ///
    /// @param rooms how many rooms each of the 65,536 partitions has
    /// @return the demand
    public static Demand ofRooms(int[] rooms) {
        return new Demand(rooms.clone(), new long[Fingerprint.PARTITIONS]);
    }

    /// The same rooms with a load.
    ///
    /// @param measured requests (or any other cost) of each of the 65,536 partitions
    /// @return the demand
    public Demand withLoad(long[] measured) {
        return new Demand(rooms, measured.clone());
    }

    /// Rooms of a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return how many
    public int rooms(int partition) {
        return rooms[partition];
    }

    /// Load of a partition.
    ///
    /// @param partition 0 to 65,535
    /// @return in the unit it was measured in
    public long load(int partition) {
        return load[partition];
    }

    /// Rooms of all partitions.
    ///
    /// @return how many
    public long roomsTotal() {
        return roomsTotal;
    }
}
