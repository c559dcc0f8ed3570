package dev.lode.router;

import java.util.SplittableRandom;

/// Rooms thrown onto partitions as a full-avalanche hash would.
final class Rooms {
    private Rooms() {}

    static Demand random(SplittableRandom random, int mean) {
        int[] rooms = new int[Fingerprint.PARTITIONS];
        for (int i = 0; i < mean * Fingerprint.PARTITIONS; i++) {
            rooms[random.nextInt(Fingerprint.PARTITIONS)]++;
        }
        return Demand.ofRooms(rooms);
    }
}
