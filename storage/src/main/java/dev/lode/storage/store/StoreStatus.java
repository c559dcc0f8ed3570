package dev.lode.storage.store;

import java.util.List;
import java.util.Map;

/// What a store consists of at one moment.
///
/// @param extents how many are live
/// @param extentBytes of their files together
/// @param extentCells in them, cells that several have counted for each
/// @param overlayBytes memory that additions take
/// @param imports partitions that came as slices
/// @param cursors position up to which a group's additions are in extents, by group
/// @param damages extents with damaged partitions, and which these are
public record StoreStatus(
        int extents,
        long extentBytes,
        long extentCells,
        long overlayBytes,
        int imports,
        Map<Integer, Long> cursors,
        List<String> damages) {

    /// The status as a line for a log.
    ///
    /// @return such as `2 extents of 1,024 bytes, 0 bytes of additions in memory, 0 imported
    ///   partitions, cursors {0=7}`
    public String line() {
        return "%d extents of %d bytes, %d bytes of additions in memory, %d imported partitions, cursors %s"
                .formatted(extents, extentBytes, overlayBytes, imports, cursors);
    }
}
