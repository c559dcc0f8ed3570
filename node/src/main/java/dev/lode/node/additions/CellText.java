package dev.lode.node.additions;

import dev.lode.base.CellKey;
import dev.lode.game.graph.HuntGraph;
import dev.lode.node.claim.NewCell;
import dev.lode.router.Fingerprint;
import dev.lode.storage.blob.BlobEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Turns an operator's lines of JSON into cells of a hunt, each checked against its graph.
///
/// A line is `{"room":"name","site":0,"spot":0,"blob":{...}}`; the document is kept byte for byte
/// as it was written. Threads: owned by one.
public final class CellText {
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    private static final Set<String> MEMBERS = Set.of("room", "site", "spot", "blob");

    private final String hunt;
    private final HuntGraph graph;
    private final int blobBytesMax;
    private final BlobEncoder encoder = new BlobEncoder();
    private String room = "";
    private int site;
    private int spot;
    private int blobFrom;
    private int blobTo;

    /// A line that is no cell of the hunt.
    public static final class NoCell extends Exception {
        private static final long serialVersionUID = 1;

        NoCell(int line, String text) {
            super("line " + line + ": " + text);
        }
    }

    /// Makes one.
    ///
    /// @param hunt its name
    /// @param graph its rooms and sites
    /// @param blobBytesMax the longest document that its readers have buffers for
    public CellText(String hunt, HuntGraph graph, int blobBytesMax) {
        this.hunt = hunt;
        this.graph = graph;
        this.blobBytesMax = blobBytesMax;
    }

    /// Reads lines.
    ///
    /// @param text lines, the last with or without its line feed; blank ones are passed over
    /// @return a cell for each
    /// @throws NoCell names the first line that is wrong; nothing is to be added then
    public List<NewCell> read(String text) throws NoCell {
        var cells = new ArrayList<NewCell>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                cells.add(cell(number, line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        if (cells.isEmpty()) {
            throw new NoCell(1, "there is no cell; write one object a line");
        }
        return cells;
    }

    private NewCell cell(int number, byte[] line) throws NoCell {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
            members(number, parser);
        } catch (JacksonException e) {
            throw new NoCell(number, "this is not JSON as it must be: " + e.getOriginalMessage());
        }
        int index = room(number);
        if (site < 0 || site >= graph.siteCount(index)) {
            throw new NoCell(
                    number,
                    "'site' %d: room %s has %d sites, counted from 0"
                            .formatted(site, room, graph.siteCount(index)));
        }
        if (spot < 0 || spot >= CellKey.SPOTS) {
            throw new NoCell(number, "'spot' must be from 0 to " + (CellKey.SPOTS - 1));
        }
        int length = blobTo - blobFrom;
        if (length > blobBytesMax) {
            throw new NoCell(
                    number,
                    "the blob has %d bytes, and the longest of this hunt has %d: readers have no room for more"
                            .formatted(length, blobBytesMax));
        }
        int partition = (int) (graph.fingerprint(index) >>> 48);
        long key = CellKey.of(partition, graph.ordinal(index), site, spot);
        return new NewCell(key, length, encoder.block(line, blobFrom, length));
    }

    private int room(int number) throws NoCell {
        int index;
        try {
            index = graph.room(Fingerprint.room(hunt, room));
        } catch (IllegalArgumentException e) {
            throw new NoCell(number, "'room': " + e.getMessage());
        }
        if (index < 0) {
            throw new NoCell(number, "the hunt has no room '" + room + "'");
        }
        return index;
    }

    private void members(int number, JsonParser parser) throws NoCell {
        int seen = 0;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new NoCell(number, "a cell is an object");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "room" -> {
                    require(value == JsonToken.VALUE_STRING, number, "'room' must be text");
                    room = parser.getString();
                }
                case "site" -> site = number(number, parser, value, name);
                case "spot" -> spot = number(number, parser, value, name);
                case "blob" -> blob(number, parser, value);
                default -> throw new NoCell(number, "a cell has no member '" + name + "'");
            }
            seen++;
        }
        require(seen == MEMBERS.size(), number, "a cell has room, site, spot and blob");
        require(parser.nextToken() == null, number, "something follows the object");
    }

    private void blob(int number, JsonParser parser, JsonToken value) throws NoCell {
        require(value == JsonToken.START_OBJECT, number, "'blob' must be an object");
        blobFrom = (int) parser.currentTokenLocation().getByteOffset();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            require(
                    !parser.currentName().equals("key"),
                    number,
                    "the blob has a member 'key'; keys are committed to before a hunt and cannot be"
                            + " added to it");
            JsonToken _ = parser.nextToken();
            JsonParser _ = parser.skipChildren();
        }
        blobTo = (int) parser.currentLocation().getByteOffset();
    }

    private static int number(int line, JsonParser parser, JsonToken value, String name)
            throws NoCell {
        require(value == JsonToken.VALUE_NUMBER_INT, line, "'" + name + "' must be a number");
        long whole = parser.getLongValue();
        require(whole >= 0 && whole < CellKey.SPOTS, line, "'" + name + "' is out of range");
        return (int) whole;
    }

    private static void require(boolean holds, int line, String text) throws NoCell {
        if (!holds) {
            throw new NoCell(line, text);
        }
    }
}
