package dev.lode.content;

/// The shape of a synthetic hunt: which room is joined to which, where cells and keys lie; every
/// answer is computed, nothing is stored.
///
/// Rooms form a tree by number, with short cuts to later rooms: every way leads to a higher number,
/// so there is no circle. A gate of a room needs a key that lies in a room of a lower number, so
/// that every gate can be opened.
///
/// @param rooms how many, at least 1
/// @param cells how many
/// @param keys how many, at most as many as cells
/// @param seed moves what may be moved
record SyntheticWorld(long rooms, long cells, long keys, long seed) {
    private static final int FAN_OUT = 8;
    private static final int SITES_MIN = 4;
    private static final int SITES_MORE = 9;
    private static final int GATE_EVERY = 20;
    private static final int ENTRY_EVERY = 997;

    /// The name of a room.
    static String roomName(long room) {
        return "room-" + padded(room, 8);
    }

    /// The id of a key.
    static String keyName(long key) {
        return "key-" + padded(key, 6);
    }

    private static String padded(long number, int digits) {
        String text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    /// Sites of a room.
    int sites(long room) {
        return SITES_MIN + Math.floorMod(mix(seed ^ room), SITES_MORE);
    }

    boolean isEntry(long room) {
        return room % ENTRY_EVERY == 0;
    }

    /// The first room that a room leads to.
    long firstChild(long room) {
        return room * FAN_OUT + 1;
    }

    /// One past the last room that a room leads to.
    long lastChild(long room) {
        return Math.min(rooms, firstChild(room) + FAN_OUT);
    }

    /// A later room to which there is a short cut, or -1.
    long shortCut(long room) {
        long target = room + 1 + Math.floorMod(mix(seed + 7 * room), rooms);
        boolean wanted = mix(seed - room) % 3 == 0;
        return wanted && target >= lastChild(room) && target < rooms ? target : -1;
    }

    /// The key that the gate before a room needs, or -1 for no gate.
    long gateKey(long room) {
        if (room == 0 || room % GATE_EVERY != 0 || keys == 0) {
            return -1;
        }
        long before = Math.min(keys, (firstCell(room) + spacing() - 1) / spacing());
        return before == 0 ? -1 : Math.floorMod(mix(seed * 31 + room), before);
    }

    /// How many can win a key.
    static int stock(long key) {
        return key % 50 == 49 ? 10 : key % 10 == 9 ? 3 : 1;
    }

    /// The key that a cell hides, or -1.
    long keyOf(long cell) {
        return keys > 0 && cell % spacing() == 0 && cell / spacing() < keys ? cell / spacing() : -1;
    }

    /// The room of a cell.
    long roomOf(long cell) {
        long each = cells / rooms;
        long longer = cells % rooms;
        long inLonger = longer * (each + 1);
        return cell < inLonger ? cell / (each + 1) : longer + (cell - inLonger) / each;
    }

    /// The first cell of a room; as many as come before it.
    long firstCell(long room) {
        return room * (cells / rooms) + Math.min(room, cells % rooms);
    }

    private long spacing() {
        return cells / keys;
    }

    /// SplitMix64's finisher: every bit of the result depends on every bit given.
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
