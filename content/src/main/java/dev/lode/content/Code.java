package dev.lode.content;

import java.util.Locale;

/// The stable names of what can be wrong with an authoring folder, as in
/// `docs/format/authoring.md`.
///
/// Scripts may rely on the words; texts may change.
public enum Code {
    /// A file of the folder is missing, doubled or cannot be read.
    FILE,
    /// A `.lz4` file is truncated, damaged or of a kind that Lode does not read.
    LZ4,
    /// A line is longer than `content.lineBytesMax`, or hunt.yaml than `content.huntBytesMax`.
    TOO_LONG,
    /// Bytes that are not UTF-8.
    UTF8,
    /// A line that is not one JSON object, or a hunt.yaml that is not YAML.
    SYNTAX,
    /// Nested deeper than `content.depthMax`.
    TOO_DEEP,
    /// One member name twice in one object.
    DUPLICATE_MEMBER,
    /// A member that the format does not know.
    UNKNOWN_MEMBER,
    /// A member that must be there and is not.
    MISSING_MEMBER,
    /// A value of the wrong type, unit or range.
    BAD_VALUE,
    /// A name that is empty, too long, not NFC, or holds `/` or a control character.
    BAD_NAME,
    /// Two rooms of one name.
    DUPLICATE_ROOM,
    /// Two rooms of one fingerprint.
    FINGERPRINT,
    /// No site in a room, or more than 256.
    SITES,
    /// An edge, exit or gate that names a site or room that is not there, or stands twice.
    BAD_EDGE,
    /// A gate on no edge, needing an unknown key, or saying nothing.
    BAD_GATE,
    /// The way leads back to where it came from.
    CYCLE,
    /// No site of the hunt is an entry.
    NO_ENTRY,
    /// A site that no entry leads to.
    UNREACHABLE,
    /// A gate whose key can be dug only behind it, or behind others like it.
    GATE_UNSOLVABLE,
    /// A key that no hunter can come to.
    KEY_UNREACHABLE,
    /// A cell of an unknown room, site or spot.
    BAD_CELL,
    /// Two blobs for one cell.
    DUPLICATE_CELL,
    /// A blob larger than `content.blobBytesMax`.
    BLOB_TOO_LARGE,
    /// One key in two cells.
    DUPLICATE_KEY,
    /// Two prizes of one id, or two prizes for one key.
    DUPLICATE_PRIZE,
    /// A key hidden in a cell that no prize names.
    KEY_WITHOUT_PRIZE,
    /// A prize whose key is hidden in no cell.
    PRIZE_WITHOUT_KEY,
    /// More rooms than one partition can number.
    TOO_MANY_ROOMS;

    /// The word that is printed, such as `duplicate-cell`.
    ///
    /// @return lower case, words joined by hyphens
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
