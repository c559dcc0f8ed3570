package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.base.memory.OffHeap;
import dev.lode.storage.index.CellTree;
import dev.lode.storage.index.CellValue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The cells of one sealed file: room directories and B+trees over mapped heads.
///
/// Threads: any number of readers, no locks; the owner closes after all have stopped. Memory: maps
/// the heads, once; 4 MiB of tables; look-ups allocate nothing. Errors: every page is checked when
/// the extent is opened, and a partition with a damaged one is refused with [DamagedChunk] while
/// the others go on; so is one whose pages a truncation takes away later. Cost: one line of the
/// table, one a level of the tree, two of the leaf. Format: docs/format/pack.md.
public final class Extent implements AutoCloseable {
    /* Implementation: the table holds, for each partition, one 64-byte line with all that a look-up needs of the
     * directory and the chunk header, so neither is touched again. A map whose file has lost its end raises
     * InternalError, which is why look-ups catch it; bounds are those of the mapped segment, so that not even a lying
     * tree can lead outside. */

    private static final int LINE_BYTES = 64;
    private static final int ROOT = 0;
    private static final int LEAVES = 8;
    private static final int CELLS = 16;
    private static final int ROOM_ENTRIES = 24;
    private static final int BLOBS = 32;
    private static final int BLOB_BYTES = 40;
    private static final int ROOMS = 48;
    private static final int LEVELS = 52;
    private static final int STATE = 56;

    private static final int EMPTY = 0;
    private static final int SOUND = 1;
    private static final int DAMAGED = 2;

    private final Path name;
    private final OffHeap account;
    private final MemorySegment heads;
    private final MemorySegment table;
    private final Map<Integer, String> damages = new ConcurrentHashMap<>();

    private Extent(Path name, OffHeap account, FileChannel file, ExtentPlace place)
            throws IOException {
        this.name = name;
        this.account = account;
        table = account.allocate((long) Directory.PARTITIONS * LINE_BYTES);
        heads =
                file.map(
                        MapMode.READ_ONLY,
                        place.headsAt(),
                        place.headsEnd() - place.headsAt(),
                        account.arena());
        var scan = new HeadScan(file, place);
        for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
            int p = partition;
            var header =
                    scan.scan(
                            p, (at, _, what) -> damages.putIfAbsent(p, "byte " + at + ": " + what));
            if (damages.containsKey(p)) {
                table.set(Layouts.I32, line(p) + STATE, DAMAGED);
            } else if (header.isPresent()) {
                fill(header.get(), scan.directory(), place);
            }
        }
    }

    /// Opens an extent and checks its heads.
    ///
    /// @param name of the file, for messages
    /// @param file holds the extent; not needed once this has returned
    /// @param place where the extent lies in it, within the length of the file
    /// @return the open extent
    /// @throws IOException where the file cannot be mapped or its directory cannot be read
    public static Extent open(Path name, FileChannel file, ExtentPlace place) throws IOException {
        var account = OffHeap.of("storage.extent");
        try {
            return new Extent(name, account, file, place);
        } catch (IOException | RuntimeException e) {
            account.close();
            throw e;
        }
    }

    /// The ordinal of a room.
    ///
    /// @param roomFp fingerprint of the room
    /// @return its rank among the rooms of its partition, or -1 where there is no such room
    /// @throws DamagedChunk where the partition is damaged
    public int ordinal(long roomFp) {
        int partition = (int) (roomFp >>> 48);
        if (empty(partition)) {
            return -1;
        }
        try {
            long entries = table.get(Layouts.I64, line(partition) + ROOM_ENTRIES);
            int low = 0;
            int high = table.get(Layouts.I32, line(partition) + ROOMS) - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                long entry = entries + (long) middle * ChunkShape.ROOM_BYTES;
                int order = Long.compareUnsigned(heads.get(Layouts.I64, entry), roomFp);
                if (order == 0) {
                    return heads.get(Layouts.I32, entry + 8);
                }
                if (order < 0) {
                    low = middle + 1;
                } else {
                    high = middle - 1;
                }
            }
            return -1;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// The fingerprint of a room.
    ///
    /// @param partition of the room
    /// @param ordinal of the room, less than [#rooms]
    /// @return the fingerprint
    /// @throws DamagedChunk where the partition is damaged
    public long roomFp(int partition, int ordinal) {
        if (ordinal < 0 || ordinal >= rooms(partition)) {
            throw new IllegalArgumentException(
                    "partition " + partition + " has no room " + ordinal);
        }
        try {
            long entries = table.get(Layouts.I64, line(partition) + ROOM_ENTRIES);
            return heads.get(Layouts.I64, entries + (long) ordinal * ChunkShape.ROOM_BYTES);
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// How many rooms a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return rooms
    /// @throws DamagedChunk where the partition is damaged
    public int rooms(int partition) {
        return empty(partition) ? 0 : table.get(Layouts.I32, line(partition) + ROOMS);
    }

    /// How many cells a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return cells
    /// @throws DamagedChunk where the partition is damaged
    public long cells(int partition) {
        return empty(partition) ? 0 : table.get(Layouts.I64, line(partition) + CELLS);
    }

    /// The key of a cell by its rank.
    ///
    /// @param partition 0 to 65,535
    /// @param rank among the cells of the partition, less than [#cells]
    /// @return the key
    /// @throws DamagedChunk where the partition is damaged
    public long cellKey(int partition, long rank) {
        if (rank < 0 || rank >= cells(partition)) {
            throw new IllegalArgumentException("partition " + partition + " has no cell " + rank);
        }
        try {
            return CellTree.key(heads, table.get(Layouts.I64, line(partition) + LEAVES), rank);
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// Finds a cell.
    ///
    /// @param cellKey its key
    /// @param into filled in where the cell is there, else left as it was
    /// @return whether it is there
    /// @throws DamagedChunk where the partition is damaged
    public boolean find(long cellKey, CellRef into) {
        int partition = CellKey.partition(cellKey);
        if (empty(partition)) {
            return false;
        }
        try {
            long line = line(partition);
            long rank = rank(line, cellKey);
            long leaves = table.get(Layouts.I64, line + LEAVES);
            if (rank == table.get(Layouts.I64, line + CELLS)
                    || CellTree.key(heads, leaves, rank) != cellKey) {
                return false;
            }
            long value = CellTree.valueAt(leaves, rank);
            long low = heads.get(Layouts.I64, value);
            long high = heads.get(Layouts.I64, value + 8);
            long offset = CellValue.offset(low);
            int stored = CellValue.storedBytes(low, high);
            if (offset + stored > table.get(Layouts.I64, line + BLOB_BYTES)) {
                throw new IndexOutOfBoundsException("a blob lies outside of the partition's blobs");
            }
            into.set(
                    cellKey,
                    table.get(Layouts.I64, line + BLOBS) + offset,
                    stored,
                    CellValue.plainBytes(high),
                    CellValue.checksum(high));
            return true;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// Lists the spots of a site that have a cell, in rising order.
    ///
    /// @param partition of the room
    /// @param ordinal of the room
    /// @param site within the room
    /// @param into takes as many as it has places
    /// @return how many there are, which may be more than were written
    /// @throws DamagedChunk where the partition is damaged
    public int spots(int partition, int ordinal, int site, int[] into) {
        if (ordinal < 0 || ordinal >= rooms(partition) || site < 0 || site >= CellKey.SITES) {
            return 0;
        }
        try {
            long line = line(partition);
            long leaves = table.get(Layouts.I64, line + LEAVES);
            long first = rank(line, CellKey.of(partition, ordinal, site, 0));
            long lastKey = CellKey.of(partition, ordinal, site, CellKey.SPOTS - 1);
            long end = rank(line, lastKey);
            if (end < table.get(Layouts.I64, line + CELLS)
                    && CellTree.key(heads, leaves, end) == lastKey) {
                end++;
            }
            int count = (int) (end - first);
            for (int i = 0; i < Math.min(count, into.length); i++) {
                into[i] = CellKey.spot(CellTree.key(heads, leaves, first + i));
            }
            return count;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// Whether a partition is refused.
    ///
    /// @param partition 0 to 65,535
    /// @return true where its head failed a check
    public boolean damaged(int partition) {
        return table.get(Layouts.I32, line(partition) + STATE) == DAMAGED;
    }

    /// Which partitions are refused, and why: for what a server says at its start.
    ///
    /// @return what was found, by partition
    public Map<Integer, String> damages() {
        return new TreeMap<>(damages);
    }

    /// How many partitions are refused.
    ///
    /// @return 0 where the heads are sound
    public int damagedPartitions() {
        return damages.size();
    }

    @Override
    public void close() {
        account.close();
    }

    private void fill(ChunkHeader header, Directory directory, ExtentPlace place) {
        int partition = header.partition();
        long line = line(partition);
        long head = directory.headAt(partition) - place.headsAt();
        ChunkShape shape = ChunkShape.of(header.rooms(), header.cells());
        table.set(Layouts.I64, line + ROOT, head + shape.treeAt());
        table.set(Layouts.I64, line + LEAVES, head + shape.leavesAt());
        table.set(Layouts.I64, line + CELLS, header.cells());
        table.set(Layouts.I64, line + ROOM_ENTRIES, head + ChunkShape.HEADER_BYTES);
        table.set(Layouts.I64, line + BLOBS, directory.blobsAt(partition));
        table.set(Layouts.I64, line + BLOB_BYTES, header.blobBytes());
        table.set(Layouts.I32, line + ROOMS, header.rooms());
        table.set(Layouts.I32, line + LEVELS, shape.tree().levels());
        table.set(Layouts.I32, line + STATE, SOUND);
    }

    private long rank(long line, long key) {
        return CellTree.rank(
                heads,
                table.get(Layouts.I64, line + ROOT),
                table.get(Layouts.I64, line + LEAVES),
                table.get(Layouts.I64, line + CELLS),
                table.get(Layouts.I32, line + LEVELS),
                key);
    }

    private boolean empty(int partition) {
        int state = table.get(Layouts.I32, line(partition) + STATE);
        if (state == DAMAGED) {
            throw refused(partition);
        }
        return state == EMPTY;
    }

    private DamagedChunk fault(int partition, Throwable why) {
        damages.putIfAbsent(partition, "while reading: " + why.getMessage());
        table.set(Layouts.I32, line(partition) + STATE, DAMAGED);
        return refused(partition);
    }

    private DamagedChunk refused(int partition) {
        return new DamagedChunk(
                partition,
                name
                        + ": partition "
                        + partition
                        + " is damaged ("
                        + damages.getOrDefault(partition, "see lode verify")
                        + "); run lode verify, then copy the file again");
    }

    private static long line(int partition) {
        return (long) partition * LINE_BYTES;
    }
}
