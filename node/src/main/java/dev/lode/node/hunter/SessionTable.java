package dev.lode.node.hunter;

/// The sessions of one loop, each with the last request that it was answered.
///
/// Threads: owned by its loop. Memory: one cache line a session in one array that grows by doubling
/// up to its bound. A place in it is valid until the next call of [#put] or [#remove].
public final class SessionTable {
    /* Implementation: open addressing with linear probing, at most two thirds full, removal by shifting back (Knuth,
     * TAOCP 3, 6.4, algorithm R). A session is drawn at random by an edge, yet it is mixed, for an edge is not
     * believed. A record has eight longs: session; slot 32, partition 16, kind 8 bits; site and spot; end; sequence;
     * room; time; unused. */

    /// No such session, or no room.
    public static final int NONE = -1;

    private static final int RECORD = 8;
    private static final int OWNER = 1;
    private static final int PLACE = 2;
    private static final int EXPIRES = 3;
    private static final int SEQUENCE = 4;
    private static final int ROOM = 5;
    private static final int MILLIS = 6;
    private static final long SWEEP_MILLIS = 1000;

    private final int sessionsMax;
    private long[] table = new long[1024 * RECORD];
    private int count;
    private long sweptMillis = Long.MIN_VALUE / 2;

    /// Makes an empty one.
    ///
    /// @param sessionsMax how many it can hold
    public SessionTable(int sessionsMax) {
        this.sessionsMax = sessionsMax;
    }

    /// Finds a session.
    ///
    /// @param session its number, not 0
    /// @return its place, or [#NONE]
    public int find(long session) {
        int at = home(session);
        while (table[at] != 0) {
            if (table[at] == session) {
                return at;
            }
            at = next(at);
        }
        return NONE;
    }

    /// Adds a session, or gives one a new end.
    ///
    /// @param session its number, not 0
    /// @param slot of its hunter; where a session of that number had another hunter, nothing is
    ///   remembered of it
    /// @param partition of its hunter
    /// @param expiresMillis when it ends
    /// @param nowMillis sessions that ended before may make room
    /// @return its place, or [#NONE] where there is no room
    public int put(long session, int slot, int partition, long expiresMillis, long nowMillis) {
        int at = find(session);
        if (at < 0) {
            if (count == sessionsMax && !removeExpired(nowMillis)) {
                return NONE;
            }
            if (count * 3L >= table.length / RECORD * 2L) {
                grow();
            }
            at = free(session);
            table[at] = session;
            count++;
        } else if (slot(at) == slot) {
            table[at + EXPIRES] = expiresMillis;
            return at;
        }
        table[at + OWNER] = (long) slot << 32 | (long) partition << 8;
        table[at + EXPIRES] = expiresMillis;
        return at;
    }

    /// Ends a session.
    ///
    /// @param session its number
    public void remove(long session) {
        int hole = find(session);
        if (hole < 0) {
            return;
        }
        for (int at = next(hole); table[at] != 0; at = next(at)) {
            int mask = table.length - 1;
            if ((at - home(table[at]) & mask) >= (at - hole & mask)) {
                System.arraycopy(table, at, table, hole, RECORD);
                hole = at;
            }
        }
        table[hole] = 0;
        count--;
    }

    /// The slot of a session's hunter.
    ///
    /// @param at its place
    /// @return the slot's number
    public int slot(int at) {
        return (int) (table[at + OWNER] >>> 32);
    }

    /// The partition of a session's hunter.
    ///
    /// @param at its place
    /// @return 0 to 65,535
    public int partition(int at) {
        return (int) (table[at + OWNER] >>> 8) & 0xFFFF;
    }

    /// When a session ends.
    ///
    /// @param at its place
    /// @return milliseconds since 1970
    public long expires(int at) {
        return table[at + EXPIRES];
    }

    /// Remembers the last request of a session.
    ///
    /// @param at its place
    /// @param sequence of the request
    /// @param kind its frame type, not 0
    /// @param roomFp the room it names
    /// @param place site and spot it names
    /// @param nowMillis when it was decided
    public void remember(int at, long sequence, int kind, long roomFp, int place, long nowMillis) {
        table[at + OWNER] = (table[at + OWNER] & ~0xFFL) | kind;
        table[at + PLACE] = place;
        table[at + SEQUENCE] = sequence;
        table[at + ROOM] = roomFp;
        table[at + MILLIS] = nowMillis;
    }

    /// The kind of a session's last request.
    ///
    /// @param at its place
    /// @return a frame type, 0 for none yet
    public int kind(int at) {
        return (int) table[at + OWNER] & 0xFF;
    }

    /// The sequence of a session's last request.
    ///
    /// @param at its place
    /// @return the sequence, unsigned
    public long sequence(int at) {
        return table[at + SEQUENCE];
    }

    /// Whether a request says the same as the last one.
    ///
    /// @param at place of its session
    /// @param kind its frame type
    /// @param roomFp the room it names
    /// @param place site and spot it names
    /// @return false where it says something else
    public boolean isSame(int at, int kind, long roomFp, int place) {
        return kind(at) == kind && table[at + ROOM] == roomFp && table[at + PLACE] == place;
    }

    /// When a session's last request was decided.
    ///
    /// @param at its place
    /// @return milliseconds since 1970
    public long millis(int at) {
        return table[at + MILLIS];
    }

    /// How many sessions there are.
    ///
    /// @return sessions, some of which may have ended
    public int count() {
        return count;
    }

    private boolean removeExpired(long nowMillis) {
        if (nowMillis - sweptMillis < SWEEP_MILLIS) {
            return false;
        }
        sweptMillis = nowMillis;
        int before = count;
        for (int at = 0; at < table.length; at += RECORD) {
            while (table[at] != 0 && expires(at) <= nowMillis) {
                remove(table[at]);
            }
        }
        return count < before;
    }

    private void grow() {
        long[] old = table;
        table = new long[old.length * 2];
        for (int from = 0; from < old.length; from += RECORD) {
            if (old[from] != 0) {
                System.arraycopy(old, from, table, free(old[from]), RECORD);
            }
        }
    }

    private int free(long session) {
        int at = home(session);
        while (table[at] != 0) {
            at = next(at);
        }
        return at;
    }

    private int next(int at) {
        return at + RECORD & table.length - 1;
    }

    private int home(long session) {
        long mixed = session * 0x9E3779B97F4A7C15L;
        return (int) ((mixed ^ mixed >>> 32) * RECORD) & table.length - 1;
    }
}
