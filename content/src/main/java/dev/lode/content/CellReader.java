package dev.lode.content;

import dev.lode.base.CellKey;
import dev.lode.base.knob.EditDistance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.InputCoercionException;

/// Turns lines of cells.jsonl into cells: place, key, and the blob as minimal JSON without its key.
///
/// A line is first read by a parser that does not look for members that stand twice, which is done
/// beside it for a third of the cost. Whatever is wrong with the line, it is then read once more by
/// the parser that looks for them: what that one says is what is told.
///
/// Threads: one. Cost: one pass of a pull parser and one copy a line; no tree.
final class CellReader {
    private static final List<String> MEMBERS = List.of("room", "site", "spot", "blob");
    private static final int ROOM = 1;
    private static final int SITE = 2;
    private static final int SPOT = 4;
    private static final int BLOB = 8;

    private final Path file;
    private final int blobBytesMax;
    private final Documents documents;
    private final MemberNames members;
    private int blobFrom;
    private int blobTo;
    private int keyFrom;
    private int keyTo;

    CellReader(Path file, Limits limits) {
        this.file = file;
        this.blobBytesMax = limits.blobBytesMax();
        this.documents = new Documents(file, limits);
        members = new MemberNames(limits.depthMax());
    }

    /// Reads one line.
    ///
    /// @param from where the line begins
    /// @param cell takes what the line says
    /// @throws ContentException where the line is wrong; the next line can be read
    void read(byte[] bytes, int from, int length, long line, CellLine cell) {
        if (!sound(bytes, from, length, line, cell)) {
            try (JsonParser parser = documents.json(bytes, from, length)) {
                read(parser, line, cell);
            } catch (JacksonException e) {
                throw documents.problem(e, line);
            }
        }
        if (cell.blob.length < blobTo - blobFrom) {
            cell.blob = new byte[Math.max(blobTo - blobFrom, 2 * cell.blob.length)];
        }
        cell.blobBytes =
                MinimalJson.copy(
                        bytes,
                        from + blobFrom,
                        from + blobTo,
                        from + keyFrom,
                        from + keyTo,
                        cell.blob);
        if (cell.blobBytes > blobBytesMax) {
            throw wrong(
                    line,
                    Code.BLOB_TOO_LARGE,
                    "the blob takes %d bytes, more than %d".formatted(cell.blobBytes, blobBytesMax),
                    "shorten it, or raise content.blobBytesMax here and on the nodes");
        }
    }

    /// Reads a line that has no fault; false where it has one, whichever.
    private boolean sound(byte[] bytes, int from, int length, long line, CellLine cell) {
        members.begin();
        try (JsonParser parser = documents.trusting(bytes, from, length)) {
            read(parser, line, cell);
            return members.distinct();
        } catch (JacksonException | ContentException e) {
            return false;
        }
    }

    private void read(JsonParser parser, long line, CellLine cell) {
        cell.line = line;
        cell.key = "";
        int seen = 0;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong(line, Code.BAD_VALUE, "a cell is an object", "write {\"room\":...}");
        }
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.name(1, name);
            parser.nextToken();
            seen |=
                    switch (name) {
                        case "room" -> room(parser, cell);
                        case "site" -> {
                            cell.site = number(parser, line, name, CellKey.SITES - 1);
                            yield SITE;
                        }
                        case "spot" -> {
                            cell.spot = number(parser, line, name, CellKey.SPOTS - 1);
                            yield SPOT;
                        }
                        case "blob" -> blob(parser, cell);
                        default -> throw unknown(line, name);
                    };
        }
        documents.end(parser, line);
        for (int i = 0; i < MEMBERS.size(); i++) {
            if ((seen & 1 << i) == 0) {
                throw wrong(
                        line,
                        Code.MISSING_MEMBER,
                        "a cell needs the member '" + MEMBERS.get(i) + "'",
                        "add it");
            }
        }
    }

    private int room(JsonParser parser, CellLine cell) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(cell.line, Code.BAD_VALUE, "'room' is not text", "write its name");
        }
        cell.room = parser.getString();
        return ROOM;
    }

    private int number(JsonParser parser, long line, String name, int most) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            try {
                long value = parser.getLongValue();
                if (value >= 0 && value <= most) {
                    return (int) value;
                }
            } catch (InputCoercionException e) {
                // Reported below with every other number that is out of range.
            }
        }
        throw wrong(
                line,
                Code.BAD_CELL,
                "'" + name + "' is no whole number from 0 to " + most,
                "number sites from 0 as the room lists them, and spots as you like");
    }

    private int blob(JsonParser parser, CellLine cell) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(
                    cell.line, Code.BAD_VALUE, "'blob' is not an object", "write {...}, even {}");
        }
        blobFrom = (int) parser.currentTokenLocation().getByteOffset();
        keyFrom = 0;
        keyTo = 0;
        members.open(2);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.name(2, name);
            boolean isKey = name.equals("key");
            if (isKey) {
                keyFrom = (int) parser.currentTokenLocation().getByteOffset();
            }
            parser.nextToken();
            if (isKey) {
                cell.key = key(parser, cell.line);
                keyTo = (int) parser.currentLocation().getByteOffset();
            } else {
                pass(parser);
            }
        }
        blobTo = (int) parser.currentLocation().getByteOffset();
        if (keyTo == 0) {
            keyFrom = blobTo;
            keyTo = blobTo;
        }
        return BLOB;
    }

    /// Passes over a value and notes its members, whatever lies in it.
    private void pass(JsonParser parser) {
        int depth = 2;
        JsonToken token = parser.currentToken();
        while (true) {
            switch (token) {
                case START_OBJECT, START_ARRAY -> members.open(++depth);
                case END_OBJECT, END_ARRAY -> depth--;
                case PROPERTY_NAME -> members.name(depth, parser.currentName());
                case VALUE_STRING,
                        VALUE_NUMBER_INT,
                        VALUE_NUMBER_FLOAT,
                        VALUE_TRUE,
                        VALUE_FALSE,
                        VALUE_NULL,
                        VALUE_EMBEDDED_OBJECT,
                        NOT_AVAILABLE -> {}
            }
            if (depth == 2) {
                return;
            }
            token = parser.nextToken();
        }
    }

    private String key(JsonParser parser, long line) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(
                    line,
                    Code.BAD_VALUE,
                    "'key' of a blob is not text",
                    "write the key's id in quotes; for any other meaning take another name");
        }
        String key = parser.getString();
        Optional<String> fault = Members.faultOfId(key);
        if (fault.isPresent()) {
            throw wrong(
                    line,
                    Code.BAD_NAME,
                    "the key's id " + fault.get(),
                    "write 1 to 64 bytes of plain text");
        }
        // Forces the parser to the end of the text, so that its location is behind it.
        return key;
    }

    private ContentException unknown(long line, String name) {
        return wrong(
                line,
                Code.UNKNOWN_MEMBER,
                "a cell has no member '" + name + "'",
                EditDistance.nearest(name, MEMBERS)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("put it into the blob"));
    }

    private ContentException wrong(long line, Code code, String text, String remedy) {
        return new ContentException(file, line, code, text, remedy);
    }
}
