package dev.lode.node.hunt;

import dev.lode.membership.HuntRules;
import java.io.IOException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a node needs of a pack's public description: docs/format/authoring.md.
///
/// @param name of the hunt
/// @param title one line for people
/// @param rules of the hunt
public record PackMeta(String name, String title, HuntRules rules) {
    private static final int FORMAT = 1;

    /// Reads the description.
    ///
    /// @param json the pack's meta section
    /// @return what it says
    /// @throws IOException where it is none of format 1
    public static PackMeta read(byte[] json) throws IOException {
        try {
            JsonNode meta = JsonMapper.shared().readTree(json);
            int format = meta.required("format").asInt();
            if (format != FORMAT) {
                throw new IOException("the pack's description is of format " + format + ", not 1");
            }
            JsonNode rules = meta.required("rules");
            return new PackMeta(
                    meta.required("name").asString(),
                    meta.required("title").asString(),
                    new HuntRules(
                            rules.required("cooldown_ms").asLong(),
                            rules.required("digs_per_minute").asInt(),
                            rules.required("dig_burst").asInt(),
                            rules.required("ticket_life_ms").asLong(),
                            rules.required("claim_retry_max_ms").asLong(),
                            rules.required("points_per_key").asLong(),
                            rules.required("points_per_dig").asLong()));
        } catch (JacksonException e) {
            throw new IOException(
                    "the pack's description cannot be read ("
                            + e.getOriginalMessage()
                            + "): pack the hunt anew",
                    e);
        }
    }
}
