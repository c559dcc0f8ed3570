package dev.lode.content;

import dev.lode.game.Rules;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What a pack says of its hunt to everybody: the section `meta`, JSON. It names prizes, never
/// keys.
///
/// Format: docs/format/authoring.md, "What the pack keeps".
///
/// @param name the hunt's name
/// @param title for people
/// @param opens when it is meant to open
/// @param closes when it is meant to close
/// @param rules what holds in it
/// @param prizes in the order of their index
public record HuntMeta(
        String name,
        String title,
        Optional<Instant> opens,
        Optional<Instant> closes,
        Rules rules,
        List<Win> prizes) {
    private static final int FORMAT = 1;
    private static final JsonFactory JSON = JsonFactory.builder().build();

    /// What can be won.
    ///
    /// @param id the prize's name
    /// @param title for people
    /// @param stock how many hunters can win it
    public record Win(String id, String title, int stock) {}

    static HuntMeta of(HuntFile hunt) {
        return new HuntMeta(
                hunt.name(),
                hunt.title(),
                hunt.opens(),
                hunt.closes(),
                hunt.rules(),
                hunt.prizes().stream()
                        .map(prize -> new Win(prize.id(), prize.title(), prize.stock()))
                        .toList());
    }

    /// The section's bytes.
    ///
    /// @return JSON, UTF-8
    public byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            out.writeStartObject();
            out.writeNumberProperty("format", FORMAT);
            out.writeStringProperty("name", name);
            out.writeStringProperty("title", title);
            opens.ifPresent(at -> out.writeStringProperty("opens", at.toString()));
            closes.ifPresent(at -> out.writeStringProperty("closes", at.toString()));
            out.writeObjectPropertyStart("rules");
            out.writeNumberProperty("cooldown_ms", rules.cooldownMillis());
            out.writeNumberProperty("digs_per_minute", rules.digsPerMinute());
            out.writeNumberProperty("dig_burst", rules.digBurst());
            out.writeNumberProperty("ticket_life_ms", rules.ticketLifeMillis());
            out.writeNumberProperty("claim_retry_max_ms", rules.claimRetryMaxMillis());
            out.writeNumberProperty("points_per_key", rules.pointsPerKey());
            out.writeNumberProperty("points_per_dig", rules.pointsPerDig());
            out.writeEndObject();
            out.writeArrayPropertyStart("prizes");
            for (Win prize : prizes) {
                out.writeStartObject();
                out.writeStringProperty("id", prize.id());
                out.writeStringProperty("title", prize.title());
                out.writeNumberProperty("stock", prize.stock());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Reads the section.
    ///
    /// @param json its bytes
    /// @return what it says
    /// @throws IllegalArgumentException where it is not what [#json] writes
    public static HuntMeta read(byte[] json) {
        try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json)) {
            return new MetaReading(in).hunt();
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the pack's meta section cannot be read: "
                            + e.getOriginalMessage()
                            + "; pack the hunt anew",
                    e);
        }
    }

    /// One reading of the section; members of a later format are passed over.
    private static final class MetaReading {
        private final JsonParser in;
        private long format;
        private String name = "";
        private String title = "";
        private Optional<Instant> opens = Optional.empty();
        private Optional<Instant> closes = Optional.empty();
        private Optional<Rules> rules = Optional.empty();
        private final List<Win> prizes = new ArrayList<>();

        MetaReading(JsonParser in) {
            this.in = in;
        }

        HuntMeta hunt() {
            in.nextToken();
            members(member -> {
                switch (member) {
                    case "format" -> format = in.getLongValue();
                    case "name" -> name = in.getString();
                    case "title" -> title = in.getString();
                    case "opens" -> opens = Optional.of(Instant.parse(in.getString()));
                    case "closes" -> closes = Optional.of(Instant.parse(in.getString()));
                    case "rules" -> rules = Optional.of(rules());
                    case "prizes" -> prizes();
                    default -> in.skipChildren();
                }
            });
            if (format != FORMAT || name.isEmpty()) {
                throw new IllegalArgumentException(
                        "the pack's meta section is of format "
                                + format
                                + ", not "
                                + FORMAT
                                + "; pack the hunt anew");
            }
            return new HuntMeta(
                    name,
                    title,
                    opens,
                    closes,
                    rules.orElseThrow(() -> new IllegalArgumentException("the pack has no rules")),
                    List.copyOf(prizes));
        }

        private Rules rules() {
            long[] values = new long[7];
            members(member -> {
                int at =
                        switch (member) {
                            case "cooldown_ms" -> 0;
                            case "digs_per_minute" -> 1;
                            case "dig_burst" -> 2;
                            case "ticket_life_ms" -> 3;
                            case "claim_retry_max_ms" -> 4;
                            case "points_per_key" -> 5;
                            case "points_per_dig" -> 6;
                            default -> -1;
                        };
                if (at >= 0) {
                    values[at] = in.getLongValue();
                } else {
                    in.skipChildren();
                }
            });
            return new Rules(
                    values[0],
                    Math.toIntExact(values[1]),
                    Math.toIntExact(values[2]),
                    values[3],
                    values[4],
                    values[5],
                    values[6]);
        }

        private void prizes() {
            while (in.nextToken() == JsonToken.START_OBJECT) {
                String[] texts = {"", ""};
                int[] stock = {1};
                members(member -> {
                    switch (member) {
                        case "id" -> texts[0] = in.getString();
                        case "title" -> texts[1] = in.getString();
                        case "stock" -> stock[0] = in.getIntValue();
                        default -> in.skipChildren();
                    }
                });
                prizes.add(new Win(texts[0], texts[1], stock[0]));
            }
        }

        private void members(Consumer<String> taker) {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("the pack's meta section is not an object");
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String member = in.currentName();
                in.nextToken();
                taker.accept(member);
            }
        }
    }
}
