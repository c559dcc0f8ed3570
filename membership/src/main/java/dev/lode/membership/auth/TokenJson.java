package dev.lode.membership.auth;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The JSON inside tokens and key files: one object, members of few types, nothing twice.
///
/// Errors: IllegalArgumentException says what is wrong, without the text that is.
final class TokenJson {
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(8)
                                    .maxNumberLength(32)
                                    .maxStringLength(64 << 10)
                                    .maxNameLength(256)
                                    .build())
                    .build();

    private TokenJson() {}

    /// Of a token's header: what matters.
    record Header(String algorithm, boolean critical) {
        boolean isEdDsa() {
            return algorithm.equals("EdDSA") && !critical;
        }
    }

    /// Of a token's claims: what matters.
    record Claims(
            String issuer,
            String subject,
            long expiresMillis,
            long notBeforeMillis,
            boolean forLode,
            Optional<String> hunt) {}

    static Header header(byte[] json) {
        Map<String, Object> members = object(json);
        return new Header(text(members, "alg"), members.containsKey("crit"));
    }

    static Claims claims(byte[] json) {
        Map<String, Object> members = object(json);
        boolean forLode =
                switch (members.get("aud")) {
                    case null -> true;
                    case List<?> many -> many.contains(HunterTokens.AUDIENCE);
                    case Object one -> one.equals(HunterTokens.AUDIENCE);
                };
        return new Claims(
                text(members, "iss"),
                text(members, "sub"),
                millis(members, "exp"),
                members.containsKey("nbf") ? millis(members, "nbf") : Long.MIN_VALUE / 2,
                forLode,
                members.containsKey("hunt")
                        ? Optional.of(text(members, "hunt"))
                        : Optional.empty());
    }

    /// Reads one object of text, numbers, booleans, lists and objects.
    static Map<String, Object> object(byte[] json) {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("it is not a JSON object");
            }
            Map<String, Object> members = members(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something follows the JSON object");
            }
            return members;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException(
                    at == null
                            ? "it is not JSON"
                            : "it is not JSON at line "
                                    + at.getLineNr()
                                    + ", column "
                                    + at.getColumnNr(),
                    e);
        }
    }

    static String text(Map<String, Object> members, String name) {
        if (members.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw new IllegalArgumentException("'" + name + "' must be there and be text");
    }

    private static long millis(Map<String, Object> members, String name) {
        if (members.get(name) instanceof BigDecimal seconds
                && seconds.abs().compareTo(SECONDS_MAX) <= 0) {
            return seconds.movePointRight(3).longValue();
        }
        throw new IllegalArgumentException("'" + name + "' must be a number of seconds");
    }

    private static Map<String, Object> members(JsonParser parser) {
        var members = new LinkedHashMap<String, Object>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            members.put(name, value(parser, parser.nextToken()));
        }
        return members;
    }

    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT -> members(parser);
            case START_ARRAY -> {
                var list = new ArrayList<Object>();
                for (var next = parser.nextToken();
                        next != JsonToken.END_ARRAY;
                        next = parser.nextToken()) {
                    list.add(value(parser, next));
                }
                yield list;
            }
            default -> throw new IllegalArgumentException("null has no place here");
        };
    }
}
