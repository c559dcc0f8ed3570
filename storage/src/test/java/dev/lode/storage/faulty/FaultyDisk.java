package dev.lode.storage.faulty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A disk that fails as it is told, remembers all that was done to it, and can show what a loss of
/// power would have left: a filter over a real folder, for tests of code that works on paths.
///
/// Use it in three ways.
///
/// *Power fails.* Let the code run once, then look at what the disk may hold if power failed after
/// each change, many variants of each; where something had been promised, `changes()` at that
/// moment tells which states must keep the promise:
///
///     var disk = FaultyDisk.over(folder);           // a real folder, a @TempDir
///     store(disk.root().resolve("manifest"));       // code under test; uses Path and FileChannel
///     int promised = disk.changes();
///     disk.crashes(seed, 20).forEach(state -> {     // each cut 20 times: thousands in seconds
///         byte[] is = state.bytes("manifest");      // null where there is no such file
///         ... state.changes() >= promised ...       // `state` as text says how to get it again
///         Path again = state.materialise(empty);    // real files: for native opens and maps
///     });
///
/// *The process is killed.* [#killAfter] lets so many changes happen, half of the write after
/// them, and then nothing: every call throws [Killed], and locks are free again. The real folder
/// holds what the next process finds; `FaultyDisk.over` the same folder is that process's disk.
///
///     for (int n = 0; n < changesOfAWholeRun; n++) { ... disk.killAfter(n) ... }
///
/// *The disk is bad.* [#fail] makes one call of a kind fail (`skipped` of them go well before),
/// [#failAlways] all from now on, [#leaveRoom] fills the disk, [#shorten] makes reads and writes do
/// less than asked for. A force that fails takes with it what was not forced, as Linux does:
/// the file then reads as it was at its last force, and a second force brings nothing back.
///
/// What a crash may do to what was not forced: any write is there, is not, or is torn at 512 bytes
/// or 4 KiB, in any order; a file may have any of its lengths since, with zeros where nothing
/// arrived. Each name may be any that was given since its folder was forced, so a rename may have
/// made the new name, taken away the old one, both or neither (two names are then one file).
/// What was forced stays. Files that were there before are taken as forced.
///
/// Threads: any; one thing is done at a time. Memory: all that was written; keep content small.
/// Limits: native opens (`path.toString()` is the real path) read past the faults; stores into a
/// map are refused, for they cannot be recorded; no symbolic links.
public final class FaultyDisk {
    /// What Linux says of a full disk.
    public static final String NO_SPACE = "No space left on device";

    /// What Linux says of a broken one.
    public static final String BROKEN = "Input/output error";

    private final Path folder;
    private final FaultyFileSystem fileSystem = new FaultyFileSystem(this);
    private final Faults faults = new Faults();
    private final List<Change> changes = new ArrayList<>();
    private final Set<FaultyChannel> open = new HashSet<>();
    private final Map<Integer, byte[]> contents = new HashMap<>();
    private final Tree before;
    private final Tree tree;
    private final Replay settled;
    private int changesMax = Integer.MAX_VALUE;
    private boolean alive = true;

    private FaultyDisk(Path folder) throws IOException {
        this.folder = folder;
        before = Tree.of(folder, contents);
        tree = before.copy();
        settled = new Replay(before, contents);
    }

    /// Makes one.
    ///
    /// @param folder a real folder; what is in it is taken as forced
    /// @return the disk
    /// @throws IOException where the folder cannot be read
    public static FaultyDisk over(Path folder) throws IOException {
        return new FaultyDisk(folder.toRealPath());
    }

    /// The folder, reached through the disk.
    ///
    /// @return to be given to the code under test
    public Path root() {
        return fileSystem.path(folder);
    }

    /// How many changes there have been.
    ///
    /// @return writes, forces, cuts, creates, renames, links and deletes that were carried out
    public synchronized int changes() {
        return changes.size();
    }

    /// What has been done.
    ///
    /// @return each change in order
    public synchronized List<Change> record() {
        return List.copyOf(changes);
    }

    /// How often something was asked for.
    ///
    /// @param op what
    /// @return calls until now, failed ones too
    public synchronized int count(Op op) {
        return faults.count(op);
    }

    /// Makes one call fail.
    ///
    /// @param op which kind
    /// @param skipped how many go well before
    /// @param message of the IOException, such as [#NO_SPACE]
    public synchronized void fail(Op op, int skipped, String message) {
        faults.fail(op, skipped, 1, message);
    }

    /// Makes every call fail from now on.
    ///
    /// @param op which kind
    /// @param message of the IOException
    public synchronized void failAlways(Op op, String message) {
        faults.fail(op, 0, Integer.MAX_VALUE, message);
    }

    /// Leaves room for so many bytes; the write that needs more is cut short, the next one fails.
    ///
    /// @param bytes that may still be written where none are; removing gives none back
    public synchronized void leaveRoom(long bytes) {
        faults.leaveRoom(bytes);
    }

    /// Makes reads and writes do less than asked for, at least one byte.
    ///
    /// @param random decides how much
    public synchronized void shorten(SplittableRandom random) {
        faults.shorten(random);
    }

    /// Ends all planned failures.
    public synchronized void repair() {
        faults.repair();
    }

    /// Kills the process that uses this disk after so many changes in all.
    ///
    /// @param changes how many are still carried out; of a write after them, its first half is
    public synchronized void killAfter(int changes) {
        changesMax = changes;
    }

    /// What the disk may hold where power failed: after each change, some variants of each.
    ///
    /// @param seed of the variants
    /// @param variants how many for each number of changes; the first has nothing that was not
    ///   forced, the second all of it
    /// @return the states, in the order of the changes
    public Stream<CrashState> crashes(long seed, int variants) {
        return crashes(0, seed, variants);
    }

    /// What the disk may hold where power failed late.
    ///
    /// @param from how many changes had been carried out at least
    /// @param seed of the variants
    /// @param variants how many for each number of changes
    /// @return the states, in the order of the changes
    public Stream<CrashState> crashes(int from, long seed, int variants) {
        List<Change> all = record();
        var replay = new Replay(before, contents);
        return IntStream.rangeClosed(0, all.size())
                .boxed()
                .flatMap(cut -> {
                    if (cut > 0) {
                        replay.apply(all.get(cut - 1));
                    }
                    return IntStream.range(0, cut < from ? 0 : variants)
                            .mapToObj(variant -> replay.crash(seed, variant));
                });
    }

    FaultyChannel opened(FaultyChannel channel) {
        open.add(channel);
        return channel;
    }

    void closed(FaultyChannel channel) {
        open.remove(channel);
    }

    Tree tree() {
        return tree;
    }

    Faults faults() {
        return faults;
    }

    synchronized boolean isAlive() {
        return alive;
    }

    synchronized void mustLive() {
        if (!alive) {
            throw new Killed(changes.size());
        }
    }

    /// Whether the call that was just refused is the one that the kill came in.
    boolean diesNow() {
        return changesMax == changes.size();
    }

    /// Counts what is asked for, and throws where it fails or the process is dead.
    synchronized void ask(Op op) throws IOException {
        mustLive();
        boolean reads = op == Op.READ || op == Op.OPEN;
        if (!reads && changes.size() >= changesMax) {
            alive = false;
            if (op != Op.WRITE) {
                end();
            }
            throw new Killed(changes.size());
        }
        faults.ask(op);
    }

    private void end() throws IOException {
        for (FaultyChannel channel : List.copyOf(open)) {
            channel.close();
        }
    }

    synchronized void record(Change change) {
        changes.add(change);
        settled.apply(change);
        try {
            if (!alive) {
                changesMax = -1;
                end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The number of a file; one that nobody here has made is learned now.
    int find(Path real) throws IOException {
        Path relative = relative(real);
        int file = tree.find(relative);
        if (file == Tree.NONE && Files.isRegularFile(real)) {
            var entry = tree.entry(relative, tree.newFile());
            tree.set(entry);
            record(new Change.Found(entry, ByteBuffer.wrap(Files.readAllBytes(real))));
            return entry.file();
        }
        return file;
    }

    void name(Path real, int file) {
        names(List.of(tree.entry(relative(real), file)));
    }

    void rename(Path from, Path to, int file) {
        names(List.of(tree.entry(relative(to), file), tree.entry(relative(from), Tree.NONE)));
    }

    private void names(List<Change.Entry> entries) {
        entries.forEach(tree::set);
        record(new Change.Names(entries));
    }

    /// Takes from a file what was written since it was forced.
    void lose(int file, FileChannel real) throws IOException {
        if (tree.isFolder(file)) {
            return;
        }
        record(new Change.Lose(file));
        byte[] kept = settled.bytes(file);
        real.truncate(kept.length);
        var view = ByteBuffer.wrap(kept);
        while (view.hasRemaining()) {
            real.write(view, view.position());
        }
    }

    private Path relative(Path real) {
        Path path = real.toAbsolutePath().normalize();
        if (!path.startsWith(folder)) {
            throw new IllegalArgumentException(real + " is not in " + folder);
        }
        return folder.relativize(path);
    }
}
