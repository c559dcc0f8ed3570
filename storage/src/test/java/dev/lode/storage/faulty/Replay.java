package dev.lode.storage.faulty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;

/// A disk on which changes are done again, in two layers: what was forced, and what was not.
///
/// Threads: owned by one, or guarded by the [FaultyDisk].
final class Replay {
    /// How much of what was not forced arrives.
    private enum Arrival {
        NOTHING,
        ALL,
        /// All up to some change, part of that one, and nothing behind it.
        IN_ORDER,
        /// Each for itself.
        ANY
    }

    private record Pending(int at, Change change) {}

    private static final class Content {
        /// Never changed in place: crash states share it.
        byte[] forced;

        final List<Pending> pending = new ArrayList<>();

        Content(byte[] forced) {
            this.forced = forced;
        }
    }

    private final Map<Integer, Content> files = new HashMap<>();
    private final Tree forced;
    private final List<Pending> renamed = new ArrayList<>();
    private int applied;

    Replay(Tree before, Map<Integer, byte[]> contents) {
        forced = before.copy();
        contents.forEach((file, bytes) -> files.put(file, new Content(bytes)));
    }

    private Content content(int file) {
        return files.computeIfAbsent(file, _ -> new Content(new byte[0]));
    }

    /// What of a file was forced.
    byte[] bytes(int file) {
        return content(file).forced;
    }

    void apply(Change change) {
        var pending = new Pending(applied++, change);
        switch (change) {
            case Change.Write it -> content(it.file()).pending.add(pending);
            case Change.Truncate it -> content(it.file()).pending.add(pending);
            case Change.Lose it -> content(it.file()).pending.clear();
            case Change.Names _ -> renamed.add(pending);
            case Change.Found it -> {
                forced.set(it.entry());
                files.put(it.entry().file(), new Content(it.bytes().array()));
            }
            case Change.Force it -> {
                force(content(it.file()));
                forceNames(it.file());
            }
        }
    }

    private static void force(Content content) {
        var image = new Image(content.forced);
        for (Pending pending : content.pending) {
            image.apply(pending.change());
        }
        content.forced = image.bytes();
        content.pending.clear();
    }

    private void forceNames(int folder) {
        var rest = new ArrayList<Pending>();
        for (Pending pending : renamed) {
            var others = new ArrayList<Change.Entry>();
            for (Change.Entry entry : ((Change.Names) pending.change()).entries()) {
                if (entry.folder() == folder) {
                    forced.addFolder(folder);
                    forced.set(entry);
                } else {
                    others.add(entry);
                }
            }
            if (!others.isEmpty()) {
                rest.add(new Pending(pending.at(), new Change.Names(others)));
            }
        }
        renamed.clear();
        renamed.addAll(rest);
    }

    /// The disk after a loss of power now.
    CrashState crash(long seed, int variant) {
        var random = new SplittableRandom(seed ^ applied * 1_000_003L ^ (long) variant << 40);
        Arrival contents = arrival(variant, random);
        Arrival names = arrival(variant, random);
        int last = random.nextInt(applied + 1);
        Tree tree = tree(names, last, random);
        var found = new TreeMap<String, Integer>();
        var folders = new TreeSet<String>();
        list(tree, Tree.ROOT, "", found, folders);
        var images = new HashMap<Integer, byte[]>();
        for (int file : new TreeSet<>(found.values())) {
            images.put(file, image(content(file), contents, last, random));
        }
        return new CrashState(
                applied,
                "after " + applied + " changes, variant " + variant + ", -Dlode.seed=" + seed,
                folders,
                found,
                images);
    }

    private static Arrival arrival(int variant, SplittableRandom random) {
        return switch (variant) {
            case 0 -> Arrival.NOTHING;
            case 1 -> Arrival.ALL;
            default -> Arrival.values()[random.nextInt(Arrival.values().length)];
        };
    }

    private static byte[] image(
            Content content, Arrival arrival, int last, SplittableRandom random) {
        if (content.pending.isEmpty() || arrival == Arrival.NOTHING) {
            return content.forced;
        }
        var image = new Image(content.forced);
        int lengths = random.nextInt(content.pending.size() + 1);
        long length = content.forced.length;
        int done = 0;
        for (Pending pending : content.pending) {
            Change change = pending.change();
            if (arrival == Arrival.ANY) {
                length = done++ < lengths ? Image.lengthAfter(change, length) : length;
                if (!(change instanceof Change.Write write)) {
                    if (done <= lengths) {
                        image.apply(change);
                    }
                } else if (random.nextBoolean()) {
                    image.apply(write);
                } else if (random.nextBoolean()) {
                    image.tear(write, random);
                }
            } else if (arrival == Arrival.ALL || pending.at() < last) {
                image.apply(change);
            } else {
                if (change instanceof Change.Write write) {
                    image.tear(write, random);
                }
                break;
            }
        }
        return arrival == Arrival.ANY ? image.bytes((int) length) : image.bytes();
    }

    private Tree tree(Arrival arrival, int last, SplittableRandom random) {
        Tree tree = forced.copy();
        for (Pending pending : renamed) {
            ((Change.Names) pending.change()).entries().forEach(it -> tree.addFolder(it.folder()));
        }
        switch (arrival) {
            case NOTHING -> {}
            case ALL -> set(tree, Integer.MAX_VALUE);
            case IN_ORDER -> set(tree, last);
            case ANY -> setAny(tree, random);
        }
        return tree;
    }

    private void set(Tree tree, int before) {
        for (Pending pending : renamed) {
            if (pending.at() < before) {
                ((Change.Names) pending.change()).entries().forEach(tree::set);
            }
        }
    }

    /// Lets each name be what it was forced to be, or any that it has been since.
    private void setAny(Tree tree, SplittableRandom random) {
        record Name(int folder, String name) {}
        var versions = new TreeMap<String, List<Change.Entry>>();
        for (Pending pending : renamed) {
            for (var entry : ((Change.Names) pending.change()).entries()) {
                versions.computeIfAbsent(
                                new Name(entry.folder(), entry.name()).toString(),
                                _ -> new ArrayList<>())
                        .add(entry);
            }
        }
        for (var entries : versions.values()) {
            int chosen = random.nextInt(entries.size() + 1);
            if (chosen > 0) {
                tree.set(entries.get(chosen - 1));
            }
        }
    }

    private void list(
            Tree tree, int folder, String prefix, Map<String, Integer> found, Set<String> folders) {
        tree.names(folder)
                .forEach((name, file) -> {
                    if (tree.isFolder(file)) {
                        folders.add(prefix + name);
                        list(tree, file, prefix + name + "/", found, folders);
                    } else {
                        found.put(prefix + name, file);
                    }
                });
    }

    /// The bytes of a file while changes are applied to it.
    private static final class Image {
        private byte[] bytes;
        private int length;

        Image(byte[] bytes) {
            this.bytes = bytes.clone();
            length = bytes.length;
        }

        static long lengthAfter(Change change, long length) {
            return switch (change) {
                case Change.Write it -> Math.max(length, it.end());
                case Change.Truncate it -> Math.min(length, it.bytes());
                default -> length;
            };
        }

        void apply(Change change) {
            switch (change) {
                case Change.Write it -> put(it, 0, it.bytes().limit());
                case Change.Truncate it -> {
                    int cut = (int) Math.min(length, it.bytes());
                    Arrays.fill(bytes, cut, length, (byte) 0);
                    length = cut;
                }
                default -> throw new AssertionError(change);
            }
        }

        void tear(Change.Write write, SplittableRandom random) {
            if (write.bytes().limit() == 0) {
                return;
            }
            Tear tear = Tear.of(random, write.position(), write.bytes().limit());
            BitSet arrived = tear.arrived();
            long first = write.position() / tear.unit() * tear.unit();
            for (int i = arrived.nextSetBit(0); i >= 0; i = arrived.nextSetBit(i + 1)) {
                long from = first + (long) i * tear.unit() - write.position();
                long to = Math.min(from + tear.unit(), write.bytes().limit());
                put(write, (int) Math.max(from, 0), (int) to);
            }
        }

        private void put(Change.Write write, int from, int to) {
            int at = (int) write.position() + from;
            int end = (int) write.position() + to;
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            write.bytes().get(from, bytes, at, to - from);
            length = Math.max(length, end);
        }

        byte[] bytes() {
            return bytes(length);
        }

        byte[] bytes(int wanted) {
            return bytes.length == wanted ? bytes : Arrays.copyOf(bytes, wanted);
        }
    }
}
