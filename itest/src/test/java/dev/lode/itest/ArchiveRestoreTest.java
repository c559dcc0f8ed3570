package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.atlas.ClusterKey;
import dev.lode.bucket.S3Stores;
import dev.lode.node.ArchiveRestore;
import dev.lode.node.LedgerReader;
import dev.lode.node.LedgerReader.HuntLedger;
import dev.lode.storage.archive.ArchiveReader;
import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// From a server that archives, by kill -9, to another machine's folder and on: all of it as an
/// operator does it, against a real S3 server that checks signatures.
final class ArchiveRestoreTest {
    private static final String HUNT = "kept";
    private static final int KEYS = 30;
    private static final int ADDED = 4;
    private static final int FIRST_ADDED = 5_000;
    private static final Duration REQUEST = Duration.ofSeconds(20);

    @TempDir Path temp;

    @Test
    void aClusterComesBackFromS3AndItsKeyAlone() throws Exception {
        var hunt = SmallHunt.pack(temp, HUNT, KEYS);
        Path key = temp.resolve("kept.key");
        try (var s3 = S3Server.start(temp, true)) {
            String credentials = credentials();
            String[] knobs = {
                "archive.endpoint=" + s3.endpoint(),
                "archive.bucket=" + S3Server.BUCKET,
                "archive.credentialsFile=" + credentials,
                "archive.pieceAge=50ms",
                "archive.pollEvery=10ms"
            };
            List<HuntLedger> before = playAndKill(hunt, key, s3, knobs);
            assertThat(wins(before)).isEqualTo(10);

            var ls = lode(knobs, "archive", "ls", "--key", key.toString());
            assertThat(ls.err()).isEmpty();
            assertThat(ls.out()).contains("group 0:", "group 1:", "group 2:");
            var verify = lode(knobs, "archive", "verify", "--key", key.toString());
            assertThat(verify.out()).contains("  sound");
            assertThat(verify.status()).isZero();

            anotherKeyOpensNothing(knobs);

            Path back = temp.resolve("back");
            var restore =
                    lode(
                            knobs,
                            "archive",
                            "restore",
                            "--key",
                            key.toString(),
                            "--data",
                            back.toString(),
                            "--pack",
                            hunt.pack().toString());
            assertThat(restore.err()).isEmpty();
            assertThat(restore.out())
                    .contains("hunt kept", "FROZEN, 10 wins", ADDED + " cells that were added");
            assertSameLedgers(before, LedgerReader.read(back));
            goOn(hunt, back, knobs);

            Path copy = temp.resolve("copy");
            var clusters = lode(knobs, "archive", "ls", "--key", key.toString());
            List<String> ids =
                    clusters.out()
                            .lines()
                            .filter(line -> line.startsWith("cluster "))
                            .map(line -> line.substring(8))
                            .toList();
            assertThat(ids).as("the old cluster and the new one").hasSize(2);
            var readOnly =
                    lode(
                            knobs,
                            "archive",
                            "restore",
                            "--key",
                            key.toString(),
                            "--data",
                            copy.toString(),
                            "--read-only",
                            "--cluster",
                            ids.getFirst());
            assertThat(readOnly.err()).isEmpty();
            assertThat(Files.readString(copy.resolve("ledger.jsonl"))).contains("\"chain\":");
            assertThat(Files.readString(copy.resolve("atlas.json"))).contains(HUNT);
        }
    }

    private void anotherKeyOpensNothing(String[] knobs) throws Exception {
        Path other = temp.resolve("other.key");
        Path nothing = Files.createDirectory(temp.resolve("nothing"));
        assertThat(ClusterKey.readOrCreate(other, nothing, _ -> {}).check()).isNotZero();
        var verify = lode(knobs, "archive", "verify", "--key", other.toString());
        assertThat(verify.out()).contains("another cluster key", "  NOT sound");
        assertThat(verify.status()).isEqualTo(1);
        Path wrong = temp.resolve("wrong");
        var restore =
                lode(
                        knobs,
                        "archive",
                        "restore",
                        "--key",
                        other.toString(),
                        "--data",
                        wrong.toString(),
                        "--accept-loss");
        assertThat(restore.out()).contains("another cluster key");
        assertThat(restore.err()).contains("nothing in the archive can be read with this key");
        assertThat(restore.status()).isEqualTo(1);
        assertThat(temp).isDirectoryNotContaining("glob:**wrong*");
    }

    private String credentials() throws IOException {
        return Files.writeString(
                        temp.resolve("credentials"),
                        """
                        [default]
                        aws_access_key_id = %s
                        aws_secret_access_key = %s
                        """
                                .formatted(S3Server.IDENTITY, S3Server.CREDENTIAL))
                .toString();
    }

    private Program.Run lode(String[] knobs, String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of(words));
        for (String knob : knobs) {
            all.add("--set");
            all.add(knob);
        }
        all.add("--set");
        all.add("wal.segmentBytes=2MiB");
        return Program.run(temp, all.toArray(String[]::new));
    }

    /// Ten claims, all of them archived, then the end of the machine.
    private List<HuntLedger> playAndKill(SmallHunt hunt, Path key, S3Server s3, String[] knobs)
            throws Exception {
        Path data = temp.resolve("data");
        try (var server = ServerProcess.start(data, knobs)) {
            server.open(hunt.pack(), HUNT);
            try (var player = Player.join(server, HUNT, server.token("ada"))) {
                claim(player, hunt, 0, 5);
                addCells(server, 0);
                claim(player, hunt, 5, 10);
            }
            Files.copy(data.resolve("lode-cluster.key"), key);
            Eventually.holds(
                    "all wins are archived",
                    () -> archivedWins(s3, temp.resolve("credentials"), key) == 10);
            server.kill();
        }
        return LedgerReader.read(data);
    }

    /// Adds cells that bear numbers, the last of them in the place of the first.
    private void addCells(ServerProcess server, int from) throws Exception {
        StringBuilder cells = new StringBuilder();
        for (int n = from; n < from + ADDED; n++) {
            int spot = FIRST_ADDED + (n - from) % (ADDED - 1);
            cells.append(
                    "{\"room\":\"attic\",\"site\":1,\"spot\":%d,\"blob\":{\"n\":%d}}%n"
                            .formatted(spot, n));
        }
        Path file = Files.writeString(temp.resolve("added.jsonl"), cells);
        var add =
                CommandLine.of(
                        "hunt",
                        "add",
                        HUNT,
                        file.toString(),
                        "--server",
                        server.http().toString(),
                        "--data",
                        server.data().toString());
        assertThat(add.err()).isEmpty();
    }

    /// Wins that a restore would find now.
    private long archivedWins(S3Server s3, Path credentials, Path key) throws IOException {
        ClusterKey cluster = ClusterKey.read(key);
        var target =
                new ArchiveTarget(
                        Optional.of(s3.endpoint()),
                        S3Server.BUCKET,
                        "us-east-1",
                        Optional.of(credentials),
                        REQUEST,
                        REQUEST);
        try (ArchiveStore store = new S3Stores().open(target)) {
            var reader = new ArchiveReader(store, "lode", ArchiveRestore.archiveKey(cluster));
            if (reader.clusters().isEmpty()) {
                return 0;
            }
            ArchiveRestore restore =
                    ArchiveRestore.read(reader, reader.clusters().getFirst(), cluster, temp);
            return restore.view().hunts().stream().mapToLong(hunt -> restore.wins(hunt.id())).sum();
        }
    }

    private static void claim(Player player, SmallHunt hunt, int from, int to) throws Exception {
        for (int prize = from; prize < to; prize++) {
            JsonNode found = player.digAt(hunt.cells().get(prize));
            JsonNode claim =
                    player.claim(found.path("ticket").asString(""), "%032x".formatted(prize + 1));
            assertThat(claim.path("result").asString("")).isEqualTo("WON");
        }
    }

    /// The restored folder serves: hunts FROZEN, then opened, the old winners known, new ones made.
    private void goOn(SmallHunt hunt, Path back, String[] knobs) throws Exception {
        try (var server = ServerProcess.start(back, knobs)) {
            JsonNode list = server.operator().list();
            assertThat(list.path("hunts").path(0).path("state").asString("")).isEqualTo("FROZEN");
            server.operator().state(HUNT, "OPEN");
            Eventually.holds(
                    "open",
                    () -> server.operator().show(HUNT).path("state").asString("").equals("OPEN"));
            try (var player = Player.join(server, HUNT, server.token("ada"))) {
                assertAdded(player, 0);
                addCells(server, 100);
                assertAdded(player, 100);
                claim(player, hunt, 10, 15);
                JsonNode again = player.digAt(hunt.cells().getFirst());
                JsonNode claim =
                        player.claim(again.path("ticket").asString(""), "%032x".formatted(999));
                assertThat(claim.path("result").asString("")).isEqualTo("ALREADY_YOURS");
            }
            server.terminate();
            assertThat(server.await()).as(server.err()).isZero();
        }
        assertThat(wins(LedgerReader.read(back))).isEqualTo(15);
    }

    private static void assertAdded(Player player, int from) throws Exception {
        for (int n = 1; n < ADDED; n++) {
            JsonNode dug = player.digAt("attic/1/" + (FIRST_ADDED + n % (ADDED - 1)));
            assertThat(dug.toString()).contains("\"n\":" + (from + n));
        }
    }

    private static long wins(List<HuntLedger> ledgers) {
        return ledgers.stream().mapToLong(ledger -> ledger.wins().size()).sum();
    }

    private static void assertSameLedgers(List<HuntLedger> before, List<HuntLedger> after) {
        Function<List<HuntLedger>, Map<Integer, Set<HuntLedger>>> byGroup =
                list ->
                        list.stream()
                                .collect(
                                        Collectors.groupingBy(
                                                HuntLedger::group, Collectors.toSet()));
        assertThat(byGroup.apply(after)).isEqualTo(byGroup.apply(before));
    }
}
