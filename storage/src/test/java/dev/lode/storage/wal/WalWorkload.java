package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Random work on a log over a recording disk, and what may be found after a crash at any point.
final class WalWorkload {
    private static final int LOGS = 5;

    private final SplittableRandom random;
    private final MemoryDevice disk;
    private final String tag;

    /// What was true after so many changes of the disk had been made.
    ///
    /// @param changes when it was acknowledged
    /// @param states of a step: as it was before, then with each record more; the last is
    ///   acknowledged
    record Step(int changes, List<LogModel> states) {
        LogModel acknowledged() {
            return states.getLast();
        }
    }

    final List<Step> steps = new ArrayList<>();

    private final int burst;

    WalWorkload(long seed, MemoryDevice disk, String tag) {
        this(seed, disk, tag, 3);
    }

    /// Work with so many entries at most in one append.
    WalWorkload(long seed, MemoryDevice disk, String tag, int burst) {
        random = new SplittableRandom(seed);
        this.burst = burst;
        this.disk = disk;
        this.tag = tag;
    }

    /// Does some steps.
    void run(Wal wal, LogModel from, int count) throws IOException {
        steps.add(new Step(disk.changes.size(), List.of(from)));
        for (int i = 0; i < count; i++) {
            var states = new ArrayList<LogModel>();
            states.add(steps.getLast().acknowledged());
            step(wal, states, i);
            steps.add(new Step(disk.changes.size(), List.copyOf(states)));
        }
    }

    private void step(Wal wal, List<LogModel> states, int i) throws IOException {
        int log = random.nextInt(LOGS);
        LogModel.One one = states.getLast().get(log);
        switch (random.nextInt(12)) {
            case 0 -> {
                String text = tag + "meta" + i;
                wal.putMetadata(log, text.getBytes(UTF_8));
                states.add(states.getLast().metadata(log, text));
            }
            case 1, 2 -> {
                long first = one.first() + random.nextInt(one.entries().size() + 2);
                wal.truncatePrefix(log, first);
                states.add(states.getLast().truncatePrefix(log, first));
            }
            case 3 -> {
                long last = one.last() - random.nextInt(3);
                wal.truncateSuffix(log, last);
                states.add(states.getLast().truncateSuffix(log, last));
            }
            case 4 -> {
                if (random.nextInt(4) == 0) {
                    long next = one.last() + 1 + random.nextInt(100);
                    wal.reset(log, next);
                    states.add(states.getLast().reset(log, next));
                }
            }
            case 5, 6 -> {
                long ticket = 0;
                for (int shared = 0; shared < 3; shared++) {
                    ticket = append(wal, states, random.nextInt(LOGS), i + "." + shared);
                }
                wal.await(ticket);
            }
            default -> wal.await(append(wal, states, log, "" + i));
        }
    }

    private long append(Wal wal, List<LogModel> states, int log, String name) throws IOException {
        long index = states.getLast().get(log).last();
        var entries = new ArrayList<WalEntry>();
        int count = 1 + random.nextInt(burst);
        for (int k = 0; k < count; k++) {
            int filler = random.nextInt(8) == 0 ? random.nextInt(6000) : random.nextInt(300);
            String text = tag + name + "/" + k + "x".repeat(filler);
            entries.add(WalEntry.of(++index, 1, (byte) 0, text.getBytes(UTF_8)));
            states.add(states.getLast().append(log, text));
        }
        return wal.submit(log, entries);
    }

    /// The states that a crash after some changes may leave.
    List<LogModel> possible(int changes) {
        var possible = new ArrayList<LogModel>();
        for (Step step : steps) {
            if (step.changes() <= changes) {
                possible.clear();
                possible.add(step.acknowledged());
            } else {
                possible.addAll(step.states());
                break;
            }
        }
        return possible;
    }
}
