package dev.lode.edge.json;

import dev.lode.base.CellKey;
import dev.lode.edge.json.ClientRequest.CellName;
import dev.lode.edge.json.ClientRequest.SiteName;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads the text frames of clients: strict JSON with bounds, nothing twice, nothing unknown.
///
/// Threads: any. Errors: what is wrong is a [ClientRequest.Malformed] that names the member.
public final class ClientFrameReader {
    private static final int DEPTH_MAX = 4;
    private static final int NAME_MAX = 512;
    private static final int NUMBER_MAX = 20;
    private static final int TICKET_BYTES = 48;
    private static final int PASS_BYTES = 32;
    private static final String OPERATIONS = "hello, enter, move, look, dig, claim, watch, ping";

    private final JsonFactory json;
    private final int roomsMax;

    /// Makes one.
    ///
    /// @param textMax the longest string in a frame
    /// @param roomsMax how many rooms one frame may name
    public ClientFrameReader(int textMax, int roomsMax) {
        this.roomsMax = roomsMax;
        json =
                JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(DEPTH_MAX)
                                        .maxStringLength(textMax)
                                        .maxNameLength(NAME_MAX)
                                        .maxNumberLength(NUMBER_MAX)
                                        .build())
                        .build();
    }

    /// Reads a frame.
    ///
    /// @param frame holds the JSON
    /// @param length of it, from 0 on
    /// @return the request
    public ClientRequest read(byte[] frame, int length) {
        long id = ClientRequest.NO_ID;
        try (JsonParser parser = json.createParser(ObjectReadContext.empty(), frame, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new ClientRequest.Malformed(id, "a frame is one JSON object");
            }
            String operation = "";
            Members members = Members.NONE;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("id")) {
                    id = id(parser, value);
                } else if (!operation.isEmpty()) {
                    throw new Bad("'" + name + "': a frame has one operation beside its id");
                } else {
                    operation = name;
                    members = Members.read(operation, parser, value, roomsMax);
                }
            }
            if (parser.nextToken() != null) {
                throw new Bad("something follows the JSON object");
            }
            if (id == ClientRequest.NO_ID) {
                throw new Bad("'id': missing");
            }
            return request(id, operation, members);
        } catch (Bad e) {
            return new ClientRequest.Malformed(id, e.detail);
        } catch (JacksonException e) {
            var at = e.getLocation();
            String place = at == null ? "" : " at byte " + at.getByteOffset();
            return new ClientRequest.Malformed(
                    id, "not JSON as it must be" + place + ": " + why(e));
        }
    }

    private static ClientRequest request(long id, String operation, Members members) throws Bad {
        return switch (operation) {
            case "hello" -> hello(id, members);
            case "enter", "move" -> {
                members.only("to", "pass");
                yield new ClientRequest.Step(
                        id,
                        operation.equals("move"),
                        site(members, "to"),
                        members.has("pass")
                                ? Optional.of(base64(members, "pass", PASS_BYTES))
                                : Optional.empty());
            }
            case "look" -> {
                members.only();
                yield new ClientRequest.Look(id);
            }
            case "dig" -> {
                members.only("cell");
                yield new ClientRequest.Dig(id, cell(members, "cell"));
            }
            case "claim" -> {
                members.only("ticket", "claim_id");
                yield new ClientRequest.Claim(
                        id, base64(members, "ticket", TICKET_BYTES), hex(members, "claim_id"));
            }
            case "watch" -> {
                members.only("rooms");
                yield new ClientRequest.Watch(id, members.texts("rooms"));
            }
            case "ping" -> {
                members.only();
                yield new ClientRequest.Ping(id);
            }
            case "" -> throw new Bad("no operation; there are " + OPERATIONS);
            default ->
                    throw new Bad(
                            "'" + shown(operation) + "': no operation; there are " + OPERATIONS);
        };
    }

    private static ClientRequest hello(long id, Members members) throws Bad {
        if (members.has("resume")) {
            members.only("resume", "rooms");
            return new ClientRequest.Resume(
                    id,
                    members.text("resume"),
                    members.has("rooms") ? members.numbers("rooms") : Map.of());
        }
        members.only("hunt", "token");
        return new ClientRequest.Hello(id, members.text("hunt"), members.text("token"));
    }

    private static long id(JsonParser parser, JsonToken value) throws Bad {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            throw new Bad("'id': must be a whole number");
        }
        return Members.number("id", parser);
    }

    private static SiteName site(Members members, String name) throws Bad {
        String text = members.text(name);
        int slash = text.lastIndexOf('/');
        if (slash <= 0 || text.indexOf('/') != slash) {
            throw new Bad(members.path(name) + ": must be room/site");
        }
        return new SiteName(
                text.substring(0, slash),
                decimal(text.substring(slash + 1), CellKey.SITES - 1, members.path(name)));
    }

    private static CellName cell(Members members, String name) throws Bad {
        String text = members.text(name);
        int last = text.lastIndexOf('/');
        int first = text.indexOf('/');
        if (first <= 0 || last == first || text.indexOf('/', first + 1) != last) {
            throw new Bad(members.path(name) + ": must be room/site/spot");
        }
        return new CellName(
                text.substring(0, first),
                decimal(text.substring(first + 1, last), CellKey.SITES - 1, members.path(name)),
                decimal(text.substring(last + 1), CellKey.SPOTS - 1, members.path(name)));
    }

    private static int decimal(String text, int most, String path) throws Bad {
        int value = 0;
        boolean good =
                !text.isEmpty()
                        && text.length() <= 7
                        && (text.length() == 1 || text.charAt(0) != '0');
        for (int i = 0; good && i < text.length(); i++) {
            char c = text.charAt(i);
            good = c >= '0' && c <= '9';
            value = value * 10 + (c - '0');
        }
        if (!good || value > most) {
            throw new Bad(path + ": '" + shown(text) + "' is not a number from 0 to " + most);
        }
        return value;
    }

    private static MemorySegment base64(Members members, String name, int bytes) throws Bad {
        String text = members.text(name);
        try {
            byte[] value = Base64.getUrlDecoder().decode(text);
            if (value.length == bytes && text.indexOf('=') < 0) {
                return MemorySegment.ofArray(value).asReadOnly();
            }
        } catch (IllegalArgumentException e) {
            // said below, as for a wrong length
        }
        throw new Bad(members.path(name) + ": must be base64url of " + bytes + " bytes");
    }

    private static MemorySegment hex(Members members, String name) throws Bad {
        String text = members.text(name);
        if (text.length() == 32 && text.chars().allMatch(ClientFrameReader::isLowerHex)) {
            return MemorySegment.ofArray(HexFormat.of().parseHex(text)).asReadOnly();
        }
        throw new Bad(members.path(name) + ": must be 32 lowercase hex digits");
    }

    private static boolean isLowerHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    }

    private static String why(JacksonException e) {
        String message = e.getOriginalMessage();
        return message == null ? "unreadable" : shown(message);
    }

    /// A short, printable form of a text that a client chose.
    static String shown(String text) {
        String cut = text.length() > 120 ? text.substring(0, 120) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }

    /// What is wrong with a frame; never leaves this package.
    static final class Bad extends Exception {
        private static final long serialVersionUID = 1;
        final String detail;

        Bad(String detail) {
            super(detail, null, false, false);
            this.detail = detail;
        }
    }
}
