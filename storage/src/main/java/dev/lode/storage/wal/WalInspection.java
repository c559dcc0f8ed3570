package dev.lode.storage.wal;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.file.Path;
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
        try (var look = new InspectionLook(folder)) {
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
        try (var look = new InspectionLook(folder)) {
            return look.dump(to);
        }
    }
}
