package dev.lode.content;

import dev.lode.router.Names;
import java.util.Arrays;

/// Finds rooms by their names in a book that does not grow any more.
///
/// Threads: one; any number of these look into one book. Memory: 4,096 names, for cells come in
/// runs of one room.
final class RoomFinder {
    private static final int CACHE = 1 << 12;

    private final RoomBook book;
    private final String[] names = new String[CACHE];
    private final int[] rooms = new int[CACHE];

    RoomFinder(RoomBook book) {
        this.book = book;
        Arrays.fill(names, "");
    }

    /// The index of a room by its name, or -1.
    int find(String name) {
        int cache = name.hashCode() & (CACHE - 1);
        if (names[cache].equals(name) && !name.isEmpty()) {
            return rooms[cache];
        }
        int room = Names.faultOfRoom(name).isPresent() ? -1 : book.find(book.fingerprint(name));
        if (room >= 0) {
            names[cache] = name;
            rooms[cache] = room;
        }
        return room;
    }

    int sites(int room) {
        return book.sites(room);
    }
}
