package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.storage.wal.SegmentScanner.Opening;
import dev.lode.storage.wal.WalInspection.Finding;
import dev.lode.storage.wal.WalInspection.Item;
import dev.lode.storage.wal.WalInspection.LogView;
import dev.lode.storage.wal.WalInspection.SegmentView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One look at the folder of a log: what a start would find, and what each segment holds.
///
/// Threads: owned by one. It has the folder's lock, shared, until it is closed.
final class InspectionLook implements AutoCloseable {
    private final Path folder;
    private final FolderLock lock;
    private final FileDevice device;
    private final byte @Nullable [] meta;
    private final List<Segment> segments = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final @Nullable Id128 id;

    InspectionLook(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "no such folder");
        }
        this.folder = folder;
        lock = FolderLock.shared(folder);
        device = FileDevice.forReading(folder);
        boolean done = false;
        try {
            byte[] found = device.get(Format.META);
            List<String> names = device.list().stream().filter(Format::isSegment).sorted().toList();
            if (found == null && names.isEmpty()) {
                throw new NoSuchFileException(
                        device.path(Format.META), null, "there is no log in this folder");
            }
            meta = found != null && Format.Meta.valid(found) ? found : null;
            for (String name : names) {
                segments.add(new Segment(Format.lifeOf(name), name, device.open(name)));
            }
            id = meta == null ? idOfHeaders() : Format.Meta.id(meta);
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private @Nullable Id128 idOfHeaders() throws IOException {
        try (var scanner = new SegmentScanner(Id128.ZERO)) {
            for (Segment segment : segments) {
                LogBuffer block = scanner.block(segment);
                if (Format.Header.valid(block)) {
                    return Format.Header.id(block);
                }
            }
        }
        return null;
    }

    WalInspection inspect(boolean whole) throws IOException {
        var logs = new ArrayList<LogView>();
        String cut = null;
        List<String> notes = List.of();
        findMeta();
        if (meta != null) {
            try {
                Recovery.Outcome outcome = Recovery.run(device, meta, whole);
                closeAll(outcome.chain());
                closeAll(outcome.unused());
                outcome.logs().all().forEach(state -> logs.add(view(state)));
                cut = outcome.report().cut();
                notes = outcome.report().notes();
            } catch (DamagedLog e) {
                findings.add(new Finding(e.segment(), e.offset(), e.what()));
            }
        }
        List<SegmentView> views = id == null ? List.of() : views(id, whole);
        int spares = (int) device.list().stream().filter(Format::isSpare).count();
        return new WalInspection(
                folder,
                id,
                meta == null ? Id128.ZERO : Format.Meta.owner(meta),
                meta == null ? 0 : Format.Meta.life(meta),
                views,
                spares,
                List.copyOf(logs),
                cut,
                notes,
                List.copyOf(findings));
    }

    private static LogView view(LogState state) {
        return new LogView(state.log, state.first(), state.last(), state.metadata().length);
    }

    private List<SegmentView> views(Id128 log, boolean whole) throws IOException {
        var views = new ArrayList<SegmentView>();
        try (var scanner = new SegmentScanner(log)) {
            for (int i = 0; i < segments.size(); i++) {
                views.add(view(scanner, log, i, whole));
            }
        }
        return views;
    }

    /// The opening of the segment that the log went on in; null where there is none.
    private @Nullable Opening behind(SegmentScanner scanner, int i) throws IOException {
        Opening next = i + 1 < segments.size() ? scanner.opening(segments.get(i + 1)) : null;
        return next == null || next.previousLife() != segments.get(i).life() ? null : next;
    }

    private static String use(@Nullable Opening opening, @Nullable Opening next) {
        if (next != null) {
            return "sealed";
        }
        return opening == null ? "unused" : "active";
    }

    private SegmentView view(SegmentScanner scanner, Id128 log, int i, boolean whole)
            throws IOException {
        Segment segment = segments.get(i);
        if (!Format.Header.valid(scanner.block(segment))) {
            finding(segment.name(), 0, "its header fails its checksum");
        }
        Opening opening = scanner.opening(segment);
        Opening next = behind(scanner, i);
        String index = "";
        if (next != null && opening != null) {
            String wrong =
                    SegmentIndex.decode(
                                    device.get(Format.indexName(segment.life())),
                                    log,
                                    segment.life(),
                                    opening,
                                    next)
                            .wrong();
            index = wrong.isEmpty() ? "good" : wrong;
        }
        var walk = new SegmentWalk(scanner, segment, next == null ? 0 : next.previousEnd());
        if (whole || next == null) {
            walk.run(_ -> {});
        }
        findHoles(walk, next);
        return new SegmentView(
                segment.name(),
                segment.life(),
                segment.bytes(),
                use(opening, next),
                opening == null ? 0 : opening.previousLife(),
                next == null ? walk.end() : next.previousEnd(),
                walk.batches(),
                walk.records(),
                opening == null ? 0 : opening.sequence(),
                List.copyOf(walk.holes()),
                index);
    }

    List<Finding> dump(Consumer<Item> to) throws IOException {
        findMeta();
        if (id == null) {
            return findings; // nor does a header tell which log this is
        }
        try (var scanner = new SegmentScanner(id)) {
            for (int i = 0; i < segments.size(); i++) {
                Segment segment = segments.get(i);
                Opening next = behind(scanner, i);
                var walk = new SegmentWalk(scanner, segment, next == null ? 0 : next.previousEnd());
                walk.run(to);
                findHoles(walk, next);
            }
        }
        return findings;
    }

    private void findHoles(SegmentWalk walk, @Nullable Opening next) {
        for (long hole : next == null ? List.<Long>of() : walk.holes()) {
            String path = device.path(walk.name());
            if (findings.stream().noneMatch(it -> it.offset() == hole && it.file().equals(path))) {
                findings.add(new Finding(path, hole, "no whole batch can be read here"));
            }
        }
    }

    private void findMeta() {
        if (meta == null) {
            finding(Format.META, 0, "is missing, fails its checksum or is of another version");
        }
    }

    private void finding(String name, long offset, String what) {
        findings.add(new Finding(device.path(name), offset, what));
    }

    private static void closeAll(List<Segment> all) throws IOException {
        for (Segment segment : all) {
            segment.file().close();
        }
    }

    @Override
    public void close() throws IOException {
        closeAll(segments);
        device.close();
        lock.close();
    }
}
