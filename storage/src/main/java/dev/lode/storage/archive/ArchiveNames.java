package dev.lode.storage.archive;

import dev.lode.base.Id128;
import java.util.HexFormat;

/// How the objects of one archive are called. Threads: immutable.
///
/// @param prefix what all names begin with
record ArchiveNames(String prefix) {
    private static final HexFormat HEX = HexFormat.of();
    private static final int GROUP_DIGITS = 5;
    private static final int ID_DIGITS = 32;
    private static final int LONG_DIGITS = 16;

    ArchiveNames {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
    }

    String cluster(Id128 cluster) {
        return prefix + cluster + "/";
    }

    String group(Id128 cluster, int group) {
        return "%s%05d/".formatted(cluster(cluster), group);
    }

    static String piece(long first) {
        return "piece-" + HEX.toHexDigits(first);
    }

    static String snapshot(long index, int part) {
        return "snapshot-" + HEX.toHexDigits(index) + "-" + HEX.toHexDigits(part);
    }

    static final String PIECES = "piece-";
    static final String SNAPSHOTS = "snapshot-";
    static final String MANIFEST = "manifest";
    static final String PROBE = "conditional-put";

    /// The first name that no cluster, group or object of what is named can have: what to go on
    /// behind in a listing.
    static String behind(String folder) {
        return folder.substring(0, folder.length() - 1) + "0"; // '0' follows '/'
    }

    /// The cluster that a name belongs to; null where it is none of ours.
    @org.jspecify.annotations.Nullable Id128 clusterOf(String name) {
        int at = prefix.length();
        if (!name.startsWith(prefix)
                || name.length() <= at + ID_DIGITS
                || name.charAt(at + ID_DIGITS) != '/') {
            return null;
        }
        try {
            return Id128.parse(name.substring(at, at + ID_DIGITS));
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /// The group that a name of a cluster belongs to; -1 where it is none of ours.
    int groupOf(String name) {
        int at = prefix.length() + ID_DIGITS + 1;
        int end = at + GROUP_DIGITS;
        if (name.length() <= end || name.charAt(end) != '/') {
            return -1;
        }
        String digits = name.substring(at, end);
        return digits.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(digits) : -1;
    }

    /// The number behind `piece-` or `snapshot-` in the name of an object; -1 where there is none.
    static long indexOf(String object, String kind) {
        if (!object.startsWith(kind) || object.length() < kind.length() + LONG_DIGITS) {
            return -1;
        }
        try {
            int at = kind.length();
            return HexFormat.fromHexDigitsToLong(object, at, at + LONG_DIGITS);
        } catch (IllegalArgumentException _) {
            return -1;
        }
    }
}
