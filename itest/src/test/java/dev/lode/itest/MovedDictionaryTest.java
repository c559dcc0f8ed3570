package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.itest.DocumentSocket.Dug;
import dev.lode.router.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A hunt whose pack has a dictionary, at running servers: cells are added and compacted while
/// hunters dig, its partitions move, and every document is read by those who take it plain and by
/// those who take it as it is stored.
final class MovedDictionaryTest {
    private static final AlikeDocuments ALIKE = new AlikeDocuments("alike");
    private static final String MOVED = "attic";
    private static final int BATCH = 250;
    private static final int AGAIN = 200;
    private static final int ADDED_MAX = 20 * BATCH;

    /// A merge has made one extent of several flushes by then.
    private static final int EXTENTS_MADE = 5;

    private static final String[] KNOBS = {
        "store.overlayBytes=1MiB",
        "store.extentsMax=1",
        "edge.session.messagesPerSecond=1000000",
        "edge.session.messagesBurst=1000000"
    };
    private static final JsonMapper JSON = new JsonMapper();

    private static final String PARTITION =
            Integer.toString(Fingerprint.partition(Fingerprint.room(ALIKE.hunt(), MOVED)));

    @TempDir static Path shared;
    @TempDir Path temp;

    /// What each cell says now, where `one` serves it.
    private final Map<String, String> documents = new TreeMap<>();

    private final Set<String> added = new HashSet<>();
    private Path one = Path.of("");
    private Path other = Path.of("");
    private int readers;

    @BeforeAll
    static void openTheHuntAtAServer() throws Exception {
        Path pack = ALIKE.pack(shared, "alike", "alike", "16KiB");
        assertThat(CommandLine.of("inspect", pack.toString()).out()).contains("dictionary   ");
        try (var server = ServerProcess.start(shared.resolve("data"))) {
            server.open(pack, ALIKE.hunt());
            end(server);
        }
    }

    @BeforeEach
    void copyItToTwo() throws Exception {
        one = temp.resolve("one");
        other = temp.resolve("other");
        ServerProcess.copy(shared.resolve("data"), one);
        ServerProcess.copy(shared.resolve("data"), other);
        for (String room : AlikeDocuments.ROOMS) {
            for (int spot = 0; spot < AlikeDocuments.CELLS; spot++) {
                String cell = AlikeDocuments.cell(room, spot);
                documents.put(cell, AlikeDocuments.packed(cell));
            }
        }
    }

    private static void end(ServerProcess server) throws Exception {
        server.terminate();
        assertThat(server.await()).isZero();
    }

    /// Adds a batch, most of which stands in the place of packed cells or of added ones.
    private void add(ServerProcess server, int first, int version) throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i < BATCH; i++) {
            int from = i < AGAIN ? AlikeDocuments.CELLS / 2 : AlikeDocuments.CELLS + first;
            String cell = AlikeDocuments.cell(MOVED, from + i);
            String document = AlikeDocuments.added(cell, version);
            lines.append(AlikeDocuments.line(cell, document));
            documents.put(cell, document);
            added.add(cell);
        }
        Path file = Files.writeString(temp.resolve("added.jsonl"), lines);
        var run = server.hunt("add", ALIKE.hunt(), file.toString());
        assertThat(run.status()).as(run.err()).isZero();
    }

    /// Reads every document plain and as it is stored; a block is only what stands without the
    /// dictionary.
    ///
    /// @return the cells that came as blocks
    private Set<String> mustRead(ServerProcess server, Map<String, String> expected)
            throws Exception {
        var blocks = new HashSet<String>();
        String reader = "reader-" + readers++;
        for (String subprotocol : List.of(DocumentSocket.PLAIN, DocumentSocket.STORED)) {
            try (var socket =
                    DocumentSocket.join(server, ALIKE.hunt(), reader + subprotocol, subprotocol)) {
                String site = "";
                for (var cell : expected.entrySet()) {
                    String at = cell.getKey().substring(0, cell.getKey().lastIndexOf('/'));
                    if (!at.equals(site)) {
                        socket.json(socket.ask("enter", "to", at));
                        site = at;
                    }
                    Dug dug = socket.dig(cell.getKey());
                    assertThat(dug.document())
                            .as("%s at %s by %s", cell.getKey(), server.data(), subprotocol)
                            .isEqualTo(JSON.readTree(cell.getValue()));
                    if (dug.isBlock()) {
                        blocks.add(cell.getKey());
                    }
                }
            }
        }
        return blocks;
    }

    private static List<Path> extents(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.toString().matches(".*content.store/extent.*[.]lode"))
                    .sorted()
                    .toList();
        }
    }

    private static Path content(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.endsWith("content.lode")).findFirst().orElseThrow();
        }
    }

    private Path export(ServerProcess from, String name) {
        Path slice = temp.resolve(name);
        var run = from.hunt("export", ALIKE.hunt(), PARTITION, "-o", slice.toString());
        assertThat(run.status()).as(run.err()).isZero();
        return slice;
    }

    private static void mustImport(ServerProcess to, Path slice) {
        var run = to.hunt("import", ALIKE.hunt(), slice.toString());
        assertThat(run.status()).as(run.err()).isZero();
    }

    @Test
    void isReadWhileItIsCompactedAndAfterItHasMoved() throws Exception {
        var asPacked = new TreeMap<>(documents);
        try (var from = ServerProcess.start(one, KNOBS);
                var to = ServerProcess.start(other, KNOBS)) {
            assertThat(mustRead(from, documents)).isEmpty();
            addUntilMerged(from);
            assertThat(mustRead(from, documents)).isEqualTo(added);
            assertThat(mustRead(to, asPacked)).isEmpty();

            mustImport(to, export(from, "there.slice"));
            assertThat(mustRead(to, documents)).isEqualTo(added);
            var verified = CommandLine.of("verify", content(other).getParent().toString());
            assertThat(verified.status()).as(verified.out() + verified.err()).isZero();

            mustImport(from, export(to, "back.slice"));
            assertThat(mustRead(from, documents)).isEqualTo(added);
            end(to);
            end(from);
        }
        mustNotServe(ALIKE.pack(shared, "elsewhere", "alike", "4KiB"));
        try (var again = ServerProcess.start(other, KNOBS)) {
            assertThat(mustRead(again, documents)).isEqualTo(added);
            assertThat(again.hunt("drop", ALIKE.hunt(), PARTITION).status()).isZero();
            assertThat(mustRead(again, asPacked)).isEmpty();
        }
    }

    /// Starts the other server with a pack in the place of its own, which refers to another
    /// dictionary than what was imported over its own.
    private void mustNotServe(Path strange) throws Exception {
        Path content = content(other);
        Path right = Files.move(content, temp.resolve("right.lode"));
        Files.copy(strange, content);
        try (var server = ServerProcess.start(other, KNOBS)) {
            assertThat(server.err())
                    .contains("hunt alike is not served here")
                    .contains("of a pack with the dictionary");
            end(server);
        }
        Files.move(right, content, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Adds, while another hunter digs, until the compactor has merged what it wrote.
    private void addUntilMerged(ServerProcess server) throws Exception {
        var untouched =
                documents.entrySet().stream()
                        .filter(cell ->
                                !cell.getKey().startsWith(MOVED) || isInFirstHalf(cell.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        var merged = new AtomicBoolean();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var digging =
                    threads.submit(() -> {
                        int rounds = 0;
                        while (!merged.get()) {
                            assertThat(mustRead(server, new TreeMap<>(untouched))).isEmpty();
                            rounds++;
                        }
                        return rounds;
                    });
            try {
                int first = 0;
                while (isEarly(extents(one)) && first < ADDED_MAX) {
                    add(server, first, first);
                    first += BATCH;
                }
                Eventually.holds(
                        "additions are merged",
                        () -> !isEarly(extents(one)) && extents(one).size() == 1);
                add(server, first, first); // these lie in memory still
            } finally {
                merged.set(true);
            }
            assertThat(digging.get()).isPositive();
        }
    }

    private static boolean isEarly(List<Path> extents) {
        return extents.isEmpty()
                || extents.getLast()
                                .getFileName()
                                .toString()
                                .compareTo("extent-%06d.lode".formatted(EXTENTS_MADE))
                        < 0;
    }

    private static boolean isInFirstHalf(String cell) {
        int spot = Integer.parseInt(cell.substring(cell.lastIndexOf('/') + 1));
        return spot < AlikeDocuments.CELLS / 2;
    }

    @Test
    void isRefusedWhereThePackHasAnotherDictionaryOrNone() throws Exception {
        var asPacked = new TreeMap<>(documents);
        try (var from = ServerProcess.start(one, KNOBS)) {
            Path before = export(from, "before.slice");
            add(from, 0, 1);
            Path after = export(from, "after.slice");
            for (String dictionary : List.of("8KiB", "0")) {
                Path strange = ALIKE.pack(shared, "strange-" + dictionary, "alike", dictionary);
                Files.copy(strange, content(other), StandardCopyOption.REPLACE_EXISTING);
                try (var to = ServerProcess.start(other, KNOBS)) {
                    for (Path slice : List.of(before, after)) {
                        var refused = to.hunt("import", ALIKE.hunt(), slice.toString());
                        assertThat(refused.status()).isEqualTo(1);
                        assertThat(refused.err())
                                .contains("of a pack with the dictionary")
                                .contains("import it into a hunt of that very pack");
                    }
                    var blocks = mustRead(to, asPacked);
                    assertThat(blocks.isEmpty()).isEqualTo(!dictionary.equals("0"));
                    Path theirs = export(to, "theirs-" + dictionary + ".slice");
                    var back = from.hunt("import", ALIKE.hunt(), theirs.toString());
                    assertThat(back.status()).as(back.err()).isEqualTo(blocks.isEmpty() ? 1 : 0);
                    end(to);
                }
                assertThat(mustRead(from, documents)).containsAll(added);
            }
        }
    }
}
