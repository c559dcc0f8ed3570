package dev.lode.content;

import dev.lode.base.CellKey;
import dev.lode.base.knob.Settings;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Lines of cells.jsonl: refused with [ContentException], or the blob is the author's without its
/// key.
public final class CellLineFuzz {
    private static final Limits LIMITS = Limits.of(Settings.defaults());
    private static final CellReader READER = new CellReader(Path.of("cells.jsonl"), LIMITS);
    private static final JsonMapper JSON = new JsonMapper();

    private CellLineFuzz() {}

    /// Reads a line.
    public static void fuzzerTestOneInput(byte[] line) {
        if (new Utf8().firstBad(line, 0, line.length) >= 0) {
            return;
        }
        byte[] padded = new byte[line.length + 8];
        System.arraycopy(line, 0, padded, 3, line.length);
        var cell = new CellLine();
        try {
            READER.read(padded, 3, line.length, 1, cell);
        } catch (ContentException e) {
            return;
        }
        if (cell.site < 0
                || cell.site >= CellKey.SITES
                || cell.spot < 0
                || cell.spot >= CellKey.SPOTS
                || cell.blobBytes < 2
                || cell.blobBytes > LIMITS.blobBytesMax()) {
            throw new AssertionError("a place that cannot be");
        }
        JsonNode wanted = JSON.readTree(line, 0, line.length).get("blob");
        JsonNode key = ((ObjectNode) wanted).remove("key");
        if (!cell.key.equals(key == null ? "" : key.stringValue())) {
            throw new AssertionError("another key: " + cell.key);
        }
        if (!JSON.readTree(cell.blob, 0, cell.blobBytes).equals(wanted)) {
            throw new AssertionError("another blob of " + cell.blobBytes + " bytes");
        }
    }
}
