package dev.lode.storage.store;

/// Tells the fingerprints of a hunt's rooms, which extents keep beside their ordinals.
@FunctionalInterface
public interface Rooms {
    /// The fingerprint of a room.
    ///
    /// @param partition 0 to 65,535
    /// @param ordinal that the hunt gave it
    /// @return its fingerprint, which begins with the partition
    /// @throws IllegalArgumentException where there is no such room
    long fingerprint(int partition, int ordinal);
}
