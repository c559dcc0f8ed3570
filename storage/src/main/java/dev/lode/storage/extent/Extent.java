package dev.lode.storage.extent;

import dev.lode.base.CellKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The cells of one sealed file: room directories and B+trees over the heads of its chunks.
///
/// Threads: any number of readers, no locks; one thread may [#adopt] and [#drop] chunks meanwhile;
/// the owner closes after all readers have stopped, for nothing checks it: a late read ends the
/// process. Memory: the heads, resident or mapped ([HeadMemory]), and a table of 12 MiB; look-ups
/// allocate nothing. Errors: every page is checked before it is used, and a partition with a
/// damaged one is refused with [DamagedChunk] while the others go on; so is one whose mapped pages
/// a truncation takes away later. Cost: a line of the table and two of the leaf; in wide chunks and
/// in those of more than 768 cells one for each level of the tree as well. Format:
/// docs/format/pack.md.
public final class Extent implements AutoCloseable {
    /* Implementation: a map whose file has lost its end raises InternalError, which is why look-ups catch it. Reads are not
     * checked against bounds: numbers of nodes are clamped to what the chunk's checked header says, so that not even a lying
     * tree can lead outside. */

    private static final String OWNER = "storage.extent";
    private static final int PARTITION_BITS = 16;

    private final Path name;
    private final ExtentPlace place;
    private final Heads heads;
    private final ChunkTable table;
    private final long lines;
    private final boolean resident;
    private final RoomDirectory rooms;
    private final BatchReader batches;
    private final Damages damages;

    private Extent(Path name, ExtentPlace place, Heads heads) {
        this.name = name;
        this.place = place;
        this.heads = heads;
        damages = new Damages(name);
        table = new ChunkTable(OWNER);
        lines = table.lines();
        resident = heads.resident();
        rooms = new RoomDirectory(table);
        batches = new BatchReader(table);
    }

    /// Opens an extent and checks its heads.
    ///
    /// @param name of the file
    /// @param file holds the extent; not needed once this has returned
    /// @param place where the extent lies in it, within the length of the file
    /// @param memory where its heads are to be kept
    /// @return the open extent
    /// @throws IOException where the file cannot be mapped or its directory cannot be read
    public static Extent open(Path name, FileChannel file, ExtentPlace place, HeadMemory memory)
            throws IOException {
        var extent = new Extent(name, place, Heads.of(OWNER, name, place, memory));
        try {
            extent.readHeads(file);
            return extent;
        } catch (IOException | RuntimeException e) {
            extent.close();
            throw e;
        }
    }

    /// Opens an extent that has no chunk yet: each is to come by [#adopt].
    ///
    /// @param name of the file
    /// @param place where the extent lies in it, within the length of the file
    /// @param memory where its heads are to be kept
    /// @return the open extent
    /// @throws IOException where the file cannot be mapped
    public static Extent empty(Path name, ExtentPlace place, HeadMemory memory) throws IOException {
        return new Extent(name, place, Heads.of(OWNER, name, place, memory));
    }

    private void readHeads(FileChannel file) throws IOException {
        var scan = new HeadScan(file, place);
        for (int partition = 0; partition < Directory.PARTITIONS; partition++) {
            var header = scan.scan(partition, damages.of(partition), heads);
            publish(partition, scan.directory().place(partition), header);
        }
    }

    /// Takes a chunk in that has come into the file, or replaces one that was dropped: readers find
    /// it once this has returned.
    ///
    /// The partition must be empty here, and every reader must have passed since it was dropped.
    ///
    /// @param file holds the extent
    /// @param partition 0 to 65,535
    /// @param chunk where its head and blobs are, within the place of the extent
    /// @return whether it is sound; where it is not, the partition is refused and [#damages] says
    ///   why
    /// @throws IOException where the file was closed
    public boolean adopt(FileChannel file, int partition, ChunkPlace chunk) throws IOException {
        int state = ChunkTable.state(table.line(partition));
        if (state != ChunkTable.EMPTY && state != ChunkTable.DAMAGED) {
            throw new IllegalStateException(name + " has a chunk of partition " + partition);
        }
        damages.forget(partition);
        var check = new HeadCheck(file, place, chunk.headBytes());
        if (!check.within(chunk)) {
            damages.note(partition, chunk.headAt(), "head outside of the heads");
        }
        Optional<ChunkHeader> header =
                damages.has(partition)
                        ? Optional.empty()
                        : check.check(partition, chunk, damages.of(partition), heads);
        publish(partition, chunk, header);
        return header.isPresent() && !damages.has(partition);
    }

    /// Lets a chunk go: no later look-up finds it. Its bytes may be given to another use once every
    /// reader has passed.
    ///
    /// @param partition 0 to 65,535
    public void drop(int partition) {
        ChunkTable.publish(table.line(partition), ChunkTable.EMPTY);
        damages.forget(partition);
    }

    /// The ordinal of a room.
    ///
    /// @param roomFp fingerprint of the room
    /// @return its ordinal in its partition, or -1 where there is no such room
    /// @throws DamagedChunk where the partition is damaged
    public int ordinal(long roomFp) {
        int partition = (int) (roomFp >>> 48);
        if (empty(partition)) {
            return -1;
        }
        try {
            int index = rooms.index(partition, roomFp);
            int ordinal = index < 0 ? -1 : rooms.ordinal(partition, index);
            heads.settle();
            return ordinal;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// The fingerprint of a room.
    ///
    /// @param partition of the room
    /// @param ordinal of the room
    /// @return the fingerprint
    /// @throws DamagedChunk where the partition is damaged
    public long roomFp(int partition, int ordinal) {
        try {
            int index = empty(partition) ? -1 : rooms.indexOf(partition, ordinal);
            long roomFp = index < 0 ? 0 : rooms.roomFp(partition, index);
            heads.settle();
            if (index >= 0) {
                return roomFp;
            }
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
        throw new IllegalArgumentException("partition " + partition + " has no room " + ordinal);
    }

    /// How many rooms a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return rooms
    /// @throws DamagedChunk where the partition is damaged
    public int rooms(int partition) {
        return empty(partition) ? 0 : ChunkTable.rooms(table.line(partition));
    }

    /// The ordinal of a room by its place in the order of ordinals and fingerprints.
    ///
    /// @param partition of the room
    /// @param index less than [#rooms]
    /// @return the ordinal
    /// @throws DamagedChunk where the partition is damaged
    public int ordinalAt(int partition, int index) {
        if (index < 0 || index >= rooms(partition)) {
            throw new IllegalArgumentException(
                    "partition " + partition + " has no room at place " + index);
        }
        try {
            int ordinal = rooms.ordinal(partition, index);
            heads.settle();
            return ordinal;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(partition, e);
        }
    }

    /// How many cells a partition has.
    ///
    /// @param partition 0 to 65,535
    /// @return cells
    /// @throws DamagedChunk where the partition is damaged
    public long cells(int partition) {
        return empty(partition) ? 0 : ChunkTable.cells(table.line(partition));
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
            long key = ChunkReader.cellKey(table.line(partition), partition, rank);
            heads.settle();
            return key;
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
        long line = ChunkTable.lineOf(lines, cellKey);
        try {
            int word = ChunkTable.word(line);
            boolean found = ChunkReader.find(line, word, cellKey, into, resident);
            if (!found && ChunkTable.stateOf(word) == ChunkTable.DAMAGED) {
                throw damages.refused(CellKey.partition(cellKey));
            }
            if (!resident) {
                heads.settle();
            }
            return found;
        } catch (InternalError | IndexOutOfBoundsException e) {
            throw fault(CellKey.partition(cellKey), e);
        }
    }

    /// Has what a look-up reads first come from memory while another extent is asked.
    ///
    /// @param cellKey what will be looked up
    /// @param into that it will be looked up with
    public void touch(long cellKey, CellRef into) {
        into.touched = ChunkTable.word(ChunkTable.lineOf(lines, cellKey));
    }

    /// Finds the cells of a batch that were not found before.
    ///
    /// @param batch filled with keys; a cell whose partition is damaged is noted in it as refused
    /// @param file what [CellRef#file] is to be of those that are found here
    /// @return [CellBatch#found] afterwards
    public int findBatch(CellBatch batch, int file) {
        int before = batch.found;
        try {
            batches.find(batch, file);
            heads.settle();
        } catch (InternalError | IndexOutOfBoundsException e) {
            batch.found = before;
            findSingly(batch, file);
        }
        return batch.found;
    }

    private void findSingly(CellBatch batch, int file) {
        var ref = new CellRef();
        for (int i = 0; i < batch.size; i++) {
            if (!batch.found(i)) {
                try {
                    if (find(batch.keys[i], ref)) {
                        batch.set(i, ref, file);
                    }
                } catch (DamagedChunk e) {
                    batch.refuse(i);
                }
            }
        }
    }

    /// Sets a cursor on its way through a partition.
    ///
    /// @param partition 0 to 65,535
    /// @param fromKey of this partition; the first cell is the one with this key or, where there is
    ///   none, the next
    /// @param into set before that cell
    /// @throws DamagedChunk where the partition is damaged
    public void scan(int partition, long fromKey, ChunkCursor into) {
        if (empty(partition)) {
            into.clear();
            return;
        }
        long line = table.line(partition);
        try {
            long from = fromKey << PARTITION_BITS == 0 ? 0 : ChunkReader.rank(line, fromKey);
            into.begin(this, heads, line, partition, from);
            heads.settle();
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
        if (empty(partition)
                || ordinal < 0
                || ordinal >= CellKey.ORDINALS
                || site < 0
                || site >= CellKey.SITES) {
            return 0;
        }
        try {
            long line = table.line(partition);
            long first = ChunkReader.rank(line, CellKey.of(partition, ordinal, site, 0));
            long last = CellKey.of(partition, ordinal, site, CellKey.SPOTS - 1);
            int count = (int) (ChunkReader.rankBehind(line, last) - first);
            for (int i = 0; i < Math.min(count, into.length); i++) {
                into[i] = CellKey.spot(ChunkReader.cellKey(line, partition, first + i));
            }
            heads.settle();
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
        return ChunkTable.state(table.line(partition)) == ChunkTable.DAMAGED;
    }

    /// Which partitions are refused, and why: for what a server says at its start.
    ///
    /// @return what was found, by partition
    public Map<Integer, String> damages() {
        return damages.all();
    }

    /// The refused partitions in a line: for what a server says at its start.
    ///
    /// @return how many there are, and of the first what was found
    public String refusals() {
        return damages.refusals();
    }

    /// How many partitions are refused.
    ///
    /// @return 0 where the heads are sound
    public int damagedPartitions() {
        return damages.count();
    }

    @Override
    public void close() {
        heads.close();
        table.close();
    }

    /// Refuses a partition from now on, because reading it has failed.
    DamagedChunk fault(int partition, Throwable why) {
        damages.noteFault(partition, why);
        ChunkTable.publish(table.line(partition), ChunkTable.DAMAGED);
        return damages.refused(partition);
    }

    private void publish(int partition, ChunkPlace chunk, Optional<ChunkHeader> header) {
        if (damages.has(partition)) {
            ChunkTable.publish(table.line(partition), ChunkTable.DAMAGED);
        } else if (header.isPresent()) {
            table.fill(header.get(), heads.address(chunk.headAt()), chunk.blobsAt());
        }
    }

    private boolean empty(int partition) {
        int state = ChunkTable.state(table.line(partition));
        if (state == ChunkTable.DAMAGED) {
            throw damages.refused(partition);
        }
        return state == ChunkTable.EMPTY;
    }
}
