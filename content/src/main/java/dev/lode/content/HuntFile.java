package dev.lode.content;

import dev.lode.base.knob.Knob;
import dev.lode.base.knob.KnobText;
import dev.lode.base.knob.Reading;
import dev.lode.game.GameKnobs;
import dev.lode.game.Rules;
import dev.lode.router.Names;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What hunt.yaml says.
///
/// @param file the file
/// @param name the hunt's name
/// @param title for people
/// @param opens when it is meant to open
/// @param closes when it is meant to close
/// @param rules what holds in it
/// @param prizes in the order of the file: a prize's index is its place here
public record HuntFile(
        Path file,
        String name,
        String title,
        Optional<Instant> opens,
        Optional<Instant> closes,
        Rules rules,
        List<Prize> prizes) {

    private static final List<String> MEMBERS =
            List.of("name", "title", "schedule", "rules", "prizes");
    private static final List<String> SCHEDULE = List.of("opens", "closes");
    private static final List<String> PRIZE = List.of("id", "title", "key", "stock");
    private static final List<String> RULES =
            List.of(
                    "cooldown",
                    "digs_per_minute",
                    "dig_burst",
                    "ticket_life",
                    "claim_retry_max",
                    "points_per_key",
                    "points_per_dig");

    /// The prize of a key, by the key's id.
    ///
    /// @return a new map from key to index
    Map<String, Integer> prizeOfKey() {
        Map<String, Integer> map = new HashMap<>();
        for (int i = 0; i < prizes.size(); i++) {
            map.putIfAbsent(prizes.get(i).key(), i);
        }
        return map;
    }

    /// What stands for a file that cannot be read, so that the other files can still be checked.
    static HuntFile empty(Path file, Rules rules) {
        return new HuntFile(file, "", "", Optional.empty(), Optional.empty(), rules, List.of());
    }

    /// Reads the file. What can be passed over is reported; what cannot is thrown.
    static HuntFile read(Path file, Limits limits, FindingSink sink) {
        byte[] bytes = bytes(file, limits.huntBytesMax());
        int bad = new Utf8().firstBad(bytes, 0, bytes.length);
        if (bad >= 0) {
            long line = 1;
            for (int i = 0; i < bad; i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ContentException(
                    file,
                    line,
                    Code.UTF8,
                    "byte %d of the file (0x%02x) is not UTF-8".formatted(bad, bytes[bad]),
                    "write the file as UTF-8");
        }
        Reporter reporter = new Reporter(file, sink);
        Value root = new Documents(file, limits).yaml(bytes);
        Members hunt =
                Members.of(reporter, "the hunt", root, MEMBERS)
                        .orElseThrow(() ->
                                new ContentException(
                                        file,
                                        root.line(),
                                        Code.SYNTAX,
                                        "this is no hunt",
                                        "see docs/format/authoring.md"));
        String name = hunt.text("name", true).orElse("");
        Names.faultOfHunt(name)
                .filter(_ -> hunt.has("name"))
                .ifPresent(fault ->
                        reporter.report(
                                hunt.line("name"),
                                Code.BAD_NAME,
                                "the name of the hunt " + fault,
                                "write 1 to 64 bytes of plain text without '/'"));
        String title = hunt.title("title", false).orElse(name);
        Optional<Members> schedule =
                hunt.value("schedule", false)
                        .flatMap(value -> Members.of(reporter, "the schedule", value, SCHEDULE));
        Optional<Instant> opens = schedule.flatMap(members -> instant(members, "opens"));
        Optional<Instant> closes = schedule.flatMap(members -> instant(members, "closes"));
        if (opens.isPresent() && closes.isPresent() && !opens.get().isBefore(closes.get())) {
            schedule.get().wrong("closes", "is not after 'opens'", "let the hunt last some time");
        }
        Rules rules =
                hunt.value("rules", false)
                        .flatMap(value -> Members.of(reporter, "the rules", value, RULES))
                        .map(members -> rules(reporter, members, limits.rules()))
                        .orElse(limits.rules());
        return new HuntFile(file, name, title, opens, closes, rules, prizes(reporter, hunt));
    }

    private static byte[] bytes(Path file, int bytesMax) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length > bytesMax) {
                throw new ContentException(
                        file,
                        0,
                        Code.TOO_LONG,
                        "the file is longer than " + bytesMax + " bytes",
                        "raise content.huntBytesMax");
            }
            return bytes;
        } catch (IOException e) {
            throw new ContentException(
                    file, 0, Code.FILE, "cannot be read: " + e, "check that it can be read");
        }
    }

    /// A time in UTC, such as 2026-01-01T00:00:00Z.
    static Optional<Instant> instant(Members members, String name) {
        return members.text(name, false)
                .flatMap(text -> {
                    try {
                        return Optional.of(Instant.parse(text));
                    } catch (DateTimeParseException e) {
                        members.wrong(
                                name,
                                "is '" + text + "', which is no time",
                                "write for instance 2026-12-24T18:00:00Z");
                        return Optional.empty();
                    }
                });
    }

    private static Rules rules(Reporter reporter, Members members, Rules fallback) {
        try {
            return new Rules(
                    millis(members, "cooldown", GameKnobs.COOLDOWN, fallback.cooldownMillis()),
                    (int)
                            count(
                                    members,
                                    "digs_per_minute",
                                    GameKnobs.DIGS_PER_MINUTE,
                                    fallback.digsPerMinute()),
                    (int) count(members, "dig_burst", GameKnobs.DIG_BURST, fallback.digBurst()),
                    millis(
                            members,
                            "ticket_life",
                            GameKnobs.TICKET_LIFE,
                            fallback.ticketLifeMillis()),
                    millis(
                            members,
                            "claim_retry_max",
                            GameKnobs.CLAIM_RETRY_MAX,
                            fallback.claimRetryMaxMillis()),
                    count(
                            members,
                            "points_per_key",
                            GameKnobs.POINTS_PER_KEY,
                            fallback.pointsPerKey()),
                    members.whole("points_per_dig", false, Integer.MIN_VALUE, Integer.MAX_VALUE)
                            .orElse(fallback.pointsPerDig()));
        } catch (IllegalArgumentException e) {
            reporter.report(
                    members.line(),
                    Code.BAD_VALUE,
                    String.valueOf(e.getMessage()),
                    "write a value within the range");
            return fallback;
        }
    }

    private static long millis(Members members, String name, Knob<Duration> knob, long fallback) {
        return read(members, name, knob)
                .map(value -> {
                    Duration time = (Duration) value;
                    if (time.toNanosPart() % 1_000_000 != 0) {
                        members.wrong(
                                name,
                                "is finer than a millisecond",
                                "write whole milliseconds, for instance 200ms");
                    }
                    return time.toMillis();
                })
                .orElse(fallback);
    }

    private static long count(Members members, String name, Knob<Long> knob, long fallback) {
        return read(members, name, knob).map(value -> (Long) value).orElse(fallback);
    }

    /// Reads a member as the text of the knob that stands for it where hunts say nothing, so that
    /// unit and range are the same.
    private static Optional<Object> read(Members members, String name, Knob<?> knob) {
        Optional<Value> value = members.value(name, false);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        String text =
                switch (value.get()) {
                    case Value.Text(_, String written) -> written;
                    case Value.Numeral(_, String written) -> written;
                    case Value.Truth _, Value.Nothing _, Value.Sequence _, Value.Mapping _ -> "";
                };
        return switch (KnobText.read(knob, text)) {
            case Reading.Value(Object read) -> Optional.of(read);
            case Reading.Off() -> refused(members, name, text, "it cannot be off", "write 0");
            case Reading.Refused(String why, String remedy) ->
                    refused(members, name, text, why, remedy + rangeOf(knob));
        };
    }

    private static String rangeOf(Knob<?> knob) {
        return knob.least().isEmpty() ? "" : ", " + knob.least() + " to " + knob.most();
    }

    private static Optional<Object> refused(
            Members members, String name, String text, String why, String remedy) {
        members.wrong(name, "cannot be '" + text + "': " + why, remedy);
        return Optional.empty();
    }

    private static List<Prize> prizes(Reporter reporter, Members hunt) {
        List<Prize> prizes = new ArrayList<>();
        Map<String, Long> ids = new HashMap<>();
        Map<String, Long> keys = new HashMap<>();
        for (Value value : hunt.list("prizes", true)) {
            Members.of(reporter, "a prize", value, PRIZE)
                    .ifPresent(
                            members -> prize(reporter, members, ids, keys).ifPresent(prizes::add));
        }
        return prizes;
    }

    private static Optional<Prize> prize(
            Reporter reporter, Members members, Map<String, Long> ids, Map<String, Long> keys) {
        Optional<String> id = members.id("id", true);
        Optional<String> key = members.id("key", true);
        String title = members.title("title", false).or(() -> id).orElse("");
        int stock =
                members.has("stock")
                        ? (int) members.whole("stock", false, 1, Integer.MAX_VALUE).orElse(1)
                        : 1;
        boolean once = once(reporter, members, "id", id, ids);
        once &= once(reporter, members, "key", key, keys);
        if (id.isEmpty() || key.isEmpty() || !once) {
            return Optional.empty();
        }
        return Optional.of(new Prize(members.line(), id.get(), title, key.get(), stock));
    }

    private static boolean once(
            Reporter reporter,
            Members members,
            String name,
            Optional<String> value,
            Map<String, Long> seen) {
        if (value.isEmpty()) {
            return true;
        }
        Long first = seen.putIfAbsent(value.get(), members.line(name));
        if (first != null) {
            reporter.report(
                    members.line(name),
                    Code.DUPLICATE_PRIZE,
                    "the %s '%s' stands already in line %d".formatted(name, value.get(), first),
                    "one key, one prize: rename one of the two");
        }
        return first == null;
    }
}
