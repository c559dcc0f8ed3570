package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.storage.wal.Format.Batch;
import dev.lode.storage.wal.Format.LogRecord;
import dev.lode.storage.wal.SegmentScanner.Found;
import dev.lode.storage.wal.SegmentScanner.Opening;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is in the folder of a log that nobody has open, sound or not; changes nothing.
///
/// @param folder that was looked at
/// @param id of the log; null where neither `log.meta` nor a header tells
/// @param owner the node folder that it belongs to; zeros for nobody
/// @param countedLife the highest life that was made ready
/// @param segments by life
/// @param spares freed files
/// @param logs what a start would find; empty where it would refuse
/// @param cut what a start would cut; null for nothing
/// @param notes what a start would say besides
/// @param findings what is wrong, and where; empty for a log that opens
public record WalInspection(
        Path folder,
        @Nullable Id128 id,
        Id128 owner,
        long countedLife,
        List<SegmentView> segments,
        int spares,
        List<LogView> logs,
        @Nullable String cut,
        List<String> notes,
        List<Finding> findings) {
    /// Something wrong.
    ///
    /// @param file which
    /// @param offset where in it, bytes
    /// @param what in words
    public record Finding(String file, long offset, String what) {}

    /// A segment.
    ///
    /// @param name of the file
    /// @param life of the segment
    /// @param bytes of the file
    /// @param use `unused`, `sealed` or `active`
    /// @param previousLife the segment before it; 0 for none
    /// @param end where its batches end; 0 where nobody looked
    /// @param batches whole ones
    /// @param records in those
    /// @param firstSequence of its first batch
    /// @param holes places before its end where no whole batch could be read
    /// @param index what there is to say of its index
    public record SegmentView(
            String name,
            long life,
            long bytes,
            String use,
            long previousLife,
            long end,
            long batches,
            long records,
            long firstSequence,
            List<Long> holes,
            String index) {}

    /// A log of the log.
    ///
    /// @param log its number
    /// @param first its first index
    /// @param last its last index
    /// @param metadataBytes of its metadata
    public record LogView(int log, long first, long last, int metadataBytes) {}

    /// A batch or a record.
    ///
    /// @param segment name of the file
    /// @param offset where it begins
    /// @param sequence of the batch
    /// @param durable mark of the batch
    /// @param kind `BATCH`, `OPENING`, `MARK`, or the kind of the record
    /// @param log of the record; -1 for a batch
    /// @param index of the record; for a batch how many records it has
    /// @param term of the record
    /// @param type of the record
    /// @param bytes of its data
    /// @param hex the first 64 of them
    public record Item(
            String segment,
            long offset,
            long sequence,
            long durable,
            String kind,
            int log,
            long index,
            long term,
            byte type,
            int bytes,
            String hex) {}

    /// Looks at a folder.
    ///
    /// @param folder of a log that is not open
    /// @param whole whether every batch is read and compared with the indexes
    /// @return what is there
    /// @throws FolderInUse where a log has it
    /// @throws IOException where it cannot be read, or is no folder of a log
    public static WalInspection of(Path folder, boolean whole) throws IOException {
        try (var look = new Look(folder)) {
            return look.inspect(whole);
        }
    }

    /// Hands out every batch and record that can be read, in order of life and offset.
    ///
    /// @param folder of a log that is not open
    /// @param to takes them
    /// @return places where something should have been readable and was not
    /// @throws IOException as `of`
    public static List<Finding> dump(Path folder, Consumer<Item> to) throws IOException {
        try (var look = new Look(folder)) {
            return look.dump(to);
        }
    }

    /// One look at a folder.
    private static final class Look implements AutoCloseable {
        private final Path folder;
        private final FolderLock lock;
        private final FileDevice device;
        private final byte @Nullable [] meta;
        private final List<Segment> segments = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final @Nullable Id128 id;

        Look(Path folder) throws IOException {
            if (!Files.isDirectory(folder)) {
                throw new NoSuchFileException(folder.toString(), null, "no such folder");
            }
            this.folder = folder;
            lock = FolderLock.shared(folder);
            device = FileDevice.forReading(folder);
            boolean done = false;
            try {
                byte[] found = device.get(Format.META);
                List<String> names =
                        device.list().stream().filter(Format::isSegment).sorted().toList();
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
            var walk = new Walk(scanner, segment, next == null ? 0 : next.previousEnd());
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
                    next == null ? walk.end : next.previousEnd(),
                    walk.batches,
                    walk.records,
                    opening == null ? 0 : opening.sequence(),
                    List.copyOf(walk.holes),
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
                    var walk = new Walk(scanner, segment, next == null ? 0 : next.previousEnd());
                    walk.run(to);
                    findHoles(walk, next);
                }
            }
            return findings;
        }

        private void findHoles(Walk walk, @Nullable Opening next) {
            for (long hole : next == null ? List.<Long>of() : walk.holes) {
                String path = device.path(walk.segment.name());
                if (findings.stream()
                        .noneMatch(it -> it.offset() == hole && it.file().equals(path))) {
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

    /// Goes through the batches of a segment, over what cannot be read.
    private static final class Walk {
        private final SegmentScanner scanner;
        private final Segment segment;
        private final long limit;
        private final boolean sealed;
        private static final int HEX_BYTES = 64;

        private final List<Long> holes = new ArrayList<>();
        private long end = Format.BLOCK;
        private long batches;
        private long records;

        /// @param end where the next segment says that it ends; 0 where there is none
        Walk(SegmentScanner scanner, Segment segment, long end) {
            this.scanner = scanner;
            this.segment = segment;
            sealed = end != 0;
            limit = end == 0 ? segment.bytes() : Math.min(end, segment.bytes());
        }

        void run(Consumer<Item> to) throws IOException {
            long lost = 0;
            for (long at = Format.BLOCK; at < limit; ) {
                Found batch = scanner.batch(segment, at);
                if (batch == null || !Logs.wellFormed(batch.bytes(), batch.length())) {
                    lost = lost == 0 ? at : lost;
                    at += Format.BLOCK;
                    continue;
                }
                if (lost != 0) {
                    holes.add(lost);
                }
                lost = 0;
                batches++;
                records += batch.records();
                tell(batch, at, to);
                at += batch.padded();
                end = at;
            }
            if (lost != 0 && sealed) {
                holes.add(lost);
            }
        }

        private void tell(Found batch, long at, Consumer<Item> to) {
            MemorySegment bytes = batch.bytes();
            String kind =
                    batch.opens()
                            ? "OPENING"
                            : (batch.flags() & Batch.MARK) != 0 ? "MARK" : "BATCH";
            to.accept(
                    new Item(
                            segment.name(),
                            at,
                            batch.sequence(),
                            batch.durable(),
                            kind,
                            -1,
                            batch.records(),
                            0,
                            (byte) 0,
                            0,
                            ""));
            long record = Batch.BYTES;
            for (int i = 0; i < batch.records(); i++) {
                int length = bytes.get(Layouts.I32, record + LogRecord.LENGTH);
                to.accept(
                        new Item(
                                segment.name(),
                                at + record,
                                batch.sequence(),
                                batch.durable(),
                                LogRecord.name(bytes.get(Layouts.I8, record + LogRecord.KIND)),
                                bytes.get(Layouts.I32, record + LogRecord.LOG),
                                bytes.get(Layouts.I64, record + LogRecord.INDEX),
                                bytes.get(Layouts.I64, record + LogRecord.TERM),
                                bytes.get(Layouts.I8, record + LogRecord.TYPE),
                                length,
                                HexFormat.of()
                                        .formatHex(
                                                bytes.asSlice(
                                                                record + LogRecord.BYTES,
                                                                Math.min(HEX_BYTES, length))
                                                        .toArray(ValueLayout.JAVA_BYTE))));
                record += LogRecord.size(length);
            }
        }
    }
}
