package dev.lode.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// docs/format/wire.md says what the classes do, row by row.
class WireDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "format", "wire.md");
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|([^|]*)\\| `(\\w+)` \\|.*");
    private static final Pattern TYPE = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\|.*");
    private static final Pattern FLAG = Pattern.compile("- `(\\w+)` = (-?\\d+)[ :].*");

    private record Row(long number, String size, String name) {}

    private static Stream<Class<?>> frames() {
        return Stream.of(
                FrameHeader.class,
                HelloFrame.class,
                StepFrame.class,
                DigFrame.class,
                ClaimFrame.class,
                SubscribeFrame.class,
                TextFrame.class,
                AdminReplyFrame.class,
                AtlasFrame.class,
                ReadFrame.class,
                PlaceFrame.class,
                FindFrame.class,
                VerdictFrame.class,
                EventsFrame.class,
                CellFrame.class,
                RefusedFrame.class,
                MovedFrame.class);
    }

    @Test
    void everyFrameOfTheModuleIsDocumentedHere() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/lode/wire"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", "")))
                    .filteredOn(name -> name.endsWith("Frame") || name.equals("FrameHeader"))
                    .containsExactlyInAnyOrderElementsOf(
                            frames().map(Class::getSimpleName).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyRowIsAConstantAndEveryConstantARow(Class<?> frame) throws Exception {
        var documented = new TreeMap<String, Long>();
        for (String line : section(frame)) {
            row(line).ifPresent(row -> documented.put(row.name, row.number));
            var flag = FLAG.matcher(line);
            if (flag.matches()) {
                documented.put(flag.group(1), Long.valueOf(flag.group(2)));
            }
        }
        assertThat(documented).isEqualTo(constants(frame));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void fieldsNeitherOverlapNorLeaveTheirFrame(Class<?> frame) throws Exception {
        long end = frame == FrameHeader.class ? 0 : FrameHeader.BYTES;
        for (String line : section(frame)) {
            var row = row(line);
            if (row.isEmpty()) {
                continue;
            }
            if (row.get().name.equals("RECORD_HUNTER")) {
                end = 0; // offsets of a record begin anew
            }
            assertThat(row.get().number).as(row.get().name).isGreaterThanOrEqualTo(end);
            end = row.get().number + bytes(row.get().size);
        }
    }

    @Test
    void typesStatusesResultsAndStatesAreAsDocumented() throws Exception {
        var types = new TreeMap<String, Long>();
        for (String line : section("Types")) {
            var type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(2), Long.valueOf(type.group(1)));
            }
        }
        assertThat(types).isEqualTo(constants(FrameType.class));
        assertThat(rows("Statuses"))
                .isEqualTo(
                        Stream.of(Status.values())
                                .map(s ->
                                        "| %d | `%s` | %d | %s |"
                                                .formatted(
                                                        s.code(),
                                                        s.name(),
                                                        s.http(),
                                                        s.temporary() ? "yes" : "no"))
                                .toList());
        assertThat(rows("Claim results"))
                .isEqualTo(
                        Stream.of(ClaimResult.values())
                                .map(r ->
                                        "| %d | `%s` | %s |"
                                                .formatted(
                                                        r.code(),
                                                        r.name(),
                                                        r.isFinal() ? "yes" : "no"))
                                .toList());
        assertThat(rows("States of a hunt"))
                .isEqualTo(
                        Stream.of(HuntState.values())
                                .map(s -> "| %d | `%s` |".formatted(s.code(), s.name()))
                                .toList());
    }

    @Test
    void theDumpIsTheFrame() throws Exception {
        var frame = MemorySegment.ofArray(new byte[DigFrame.BYTES]);
        FrameHeader.begin(frame, 0, FrameType.DIG, DigFrame.BYTES);
        frame.set(Layouts.I16, FrameHeader.PARTITION, (short) 32_768);
        frame.set(Layouts.I32, FrameHeader.EPOCH, 3);
        frame.set(Layouts.I64, FrameHeader.CORRELATION, 0x10007);
        frame.set(Layouts.I64, FrameHeader.SESSION, 0x1122334455667788L);
        Id128.parse("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").write(frame, FrameHeader.HUNT);
        Id128.parse("000102030405060708090a0b0c0d0e0f").write(frame, FrameHeader.HUNTER);
        frame.set(Layouts.I64, DigFrame.ROOM, 0x8000ffff7fff0001L);
        frame.set(Layouts.I8, DigFrame.SITE, (byte) 255);
        frame.set(Layouts.I32, DigFrame.SPOT, 32_768);
        frame.set(Layouts.I64, DigFrame.SEQUENCE, 65_535);

        byte[] bytes = frame.toArray(Layouts.I8);
        String dump =
                String.join(
                        "\n",
                        IntStream.iterate(0, at -> at < bytes.length, at -> at + 16)
                                .mapToObj(at ->
                                        "%02x  ".formatted(at)
                                                + HexFormat.ofDelimiter(" ")
                                                        .formatHex(
                                                                bytes,
                                                                at,
                                                                Math.min(at + 16, bytes.length)))
                                .toList());
        assertThat(Files.readString(DOCUMENT)).contains("```\n" + dump + "\n```");
    }

    private static Map<String, Long> constants(Class<?> type) throws IllegalAccessException {
        var constants = new TreeMap<String, Long>();
        for (Field field : type.getFields()) {
            constants.put(field.getName(), ((Number) field.get(null)).longValue());
        }
        return constants;
    }

    private static Optional<Row> row(String line) {
        var row = ROW.matcher(line);
        return row.matches()
                ? Optional.of(
                        new Row(Long.parseLong(row.group(1)), row.group(2).strip(), row.group(3)))
                : Optional.empty();
    }

    private static long bytes(String size) {
        if (size.isEmpty()) {
            return 0;
        }
        return size.startsWith("u")
                ? Long.parseLong(size.substring(1)) / 8
                : Long.parseLong(size.replace(" bytes", ""));
    }

    /// Rows of numbered tables without their last column, which is for people.
    private static List<String> rows(String title) throws IOException {
        var rows = new ArrayList<String>();
        for (String line : section(title)) {
            if (line.matches("\\| \\d.*")) {
                rows.add(line.substring(0, line.lastIndexOf("|", line.length() - 2) + 1));
            }
        }
        return rows;
    }

    private static List<String> section(Class<?> frame) throws IOException {
        return section(frame == FrameHeader.class ? "Header" : frame.getSimpleName());
    }

    private static List<String> section(String title) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        int start = lines.indexOf("## " + title);
        assertThat(start).as("a section '%s'", title).isNotNegative();
        int end = start + 1;
        while (end < lines.size() && !lines.get(end).startsWith("## ")) {
            end++;
        }
        return lines.subList(start, end);
    }
}
