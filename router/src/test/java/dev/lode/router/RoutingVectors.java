package dev.lode.router;

import dev.lode.base.Id128;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Writes docs/format/routing.json from the code.
final class RoutingVectors {
    private static final String[] HUNTS = {"world", "Schätze der Welt", "宝探し"};

    private static final String[] ROOMS = {
        "fr-11",
        "a",
        "Île-de-France",
        "São Tomé",
        "Αθήνα",
        "Санкт-Петербург",
        "القاهرة",
        "ירושלים",
        "東京",
        "서울",
        "กรุงเทพ",
        "🏴‍☠️ cove",
        "two words",
        "a-room-whose-name-is-longer-than-sixteen-bytes",
        "a room whose name is so long that the hash takes its path for 129 to 240 bytes: "
                + "it is here only for that and says nothing more",
    };

    private static final String[] HUNTERS = {
        "00000000000000000000000000000000",
        "00000000000000000000000000000001",
        "0123456789abcdef0123456789abcdef",
        "80000000000000000000000000000000",
        "ffffffffffffffffffffffffffffffff",
    };

    private static final String[] REFUSED = {
        "", "a/b", "a\u0000b", "tab\there", "\u007F", "\u0085", "I\u0302le", "\uD800", "\u0378",
    };

    private static final int[] BUCKETS = {1, 2, 3, 40, 41, 256, 1024, 32_767, 32_768, 65_536};

    private static final int[][] GROUPS = {
        {0}, {0, 1}, {3, 7, 9}, {0, 1, 2, 3, 4, 5, 6}, {0, 32_767, 32_768, 65_535},
    };

    private static final int[][] ENTRIES = {
        {0, 1, 2, 1},
        {32_767, 32_768, 65_535, 7},
        {65_535, 0, 32_767, Integer.MAX_VALUE},
        {5, 9, PartitionEntry.NONE, 2},
        {65_535, PartitionEntry.NONE, PartitionEntry.NONE, 1},
    };

    private RoutingVectors() {}

    static String json() {
        return """
        {
          "format": 1,
          "explained_in": "docs/format/routing.md",
          "rooms": [
        %s
          ],
          "hunters": [
        %s
          ],
          "names_refused": [
        %s
          ],
          "jump_hash": [
        %s
          ],
          "hunt_maps": [
        %s
          ],
          "entries": [
        %s
          ]
        }
        """
                .formatted(
                        lines(rooms()),
                        lines(hunters()),
                        lines(refused()),
                        lines(jumps()),
                        lines(huntMaps()),
                        lines(entries()));
    }

    private static List<String> rooms() {
        List<String> rows = new ArrayList<>();
        for (String hunt : HUNTS) {
            for (String room : ROOMS) {
                long fingerprint = Fingerprint.room(hunt, room);
                rows.add(
                        "{\"hunt\": %s, \"room\": %s, %s}"
                                .formatted(text(hunt), text(room), placed(fingerprint)));
            }
        }
        return rows;
    }

    private static List<String> hunters() {
        List<String> rows = new ArrayList<>();
        for (String hunt : HUNTS) {
            for (String hunter : HUNTERS) {
                long fingerprint = Fingerprint.hunter(hunt, Id128.parse(hunter));
                rows.add(
                        "{\"hunt\": %s, \"hunter\": \"%s\", %s}"
                                .formatted(text(hunt), hunter, placed(fingerprint)));
            }
        }
        return rows;
    }

    private static List<String> refused() {
        List<String> rows = new ArrayList<>();
        for (String name : REFUSED) {
            rows.add(
                    "{\"name\": %s, \"because_it\": %s}"
                            .formatted(text(name), text(Names.faultOfRoom(name).orElseThrow())));
        }
        return rows;
    }

    private static List<String> jumps() {
        List<String> rows = new ArrayList<>();
        long[] keys = {0, 1, -1, Long.MIN_VALUE, 0xDEAD10CCL, Fingerprint.room("world", "fr-11")};
        for (long key : keys) {
            List<String> pairs = new ArrayList<>();
            for (int buckets : BUCKETS) {
                pairs.add("\"%d\": %d".formatted(buckets, JumpHash.bucket(key, buckets)));
            }
            rows.add(
                    "{\"key\": \"%016x\", \"bucket_of\": {%s}}"
                            .formatted(key, String.join(", ", pairs)));
        }
        return rows;
    }

    private static List<String> huntMaps() {
        List<String> rows = new ArrayList<>();
        for (int[] groups : GROUPS) {
            HuntMap map = HuntMap.over(groups);
            List<String> ranges = new ArrayList<>();
            for (HuntMap.Range range : map.ranges()) {
                ranges.add(
                        "{\"group\": %d, \"first\": %d, \"last\": %d}"
                                .formatted(range.group(), range.first(), range.last()));
            }
            rows.add(
                    "{\"encoded\": \"%s\", \"ranges\": [%s]}"
                            .formatted(hex(map.encode()), String.join(", ", ranges)));
        }
        return rows;
    }

    private static List<String> entries() {
        List<String> rows = new ArrayList<>();
        for (int[] e : ENTRIES) {
            PartitionEntry entry = new PartitionEntry(e[0], e[1], e[2], e[3]);
            byte[] bytes = new byte[PartitionEntry.BYTES];
            entry.write(MemorySegment.ofArray(bytes), 0);
            List<String> replicas = new ArrayList<>();
            for (int which = 1; which < entry.holders(); which++) {
                replicas.add(Integer.toString(e[which]));
            }
            rows.add(
                    "{\"primary\": %d, \"replicas\": [%s], \"epoch\": %d, \"encoded\": \"%s\"}"
                            .formatted(
                                    entry.primary(),
                                    String.join(", ", replicas),
                                    entry.epoch(),
                                    hex(bytes)));
        }
        return rows;
    }

    private static String placed(long fingerprint) {
        return "\"fingerprint\": \"%016x\", \"partition\": %d"
                .formatted(fingerprint, Fingerprint.partition(fingerprint));
    }

    private static String lines(List<String> rows) {
        return "    " + String.join(",\n    ", rows);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// A JSON string; what a reader could not see, or an editor would change, is escaped.
    private static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean plain =
                    Character.isLetterOrDigit(c)
                            || (c >= ' ' && c < 0x7F)
                            || (Character.isSurrogate(c) && value.length() > 1);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (plain) {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.append('"').toString();
    }
}
