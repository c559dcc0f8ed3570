package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.app.play.GameClient.ConnectionLost;
import dev.lode.app.play.GameClient.Refused;
import dev.lode.base.Id128;
import dev.lode.game.claim.Win;
import dev.lode.node.LedgerReader;
import dev.lode.router.Fingerprint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A server that is killed without warning while hunters claim, again and again.
final class KillTest {
    private static final int ROUNDS = 5;
    private static final int BOTS = 6;
    private static final int KEYS_A_ROUND = 150;
    private static final String HUNT = "kills";
    private static final int SLOT_SITE = 96;

    private final long seed = Long.getLong("lode.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir Path temp;

    /// A claim that was sent, and what was answered.
    private static final class Attempt {
        final int prize;
        final String ticket;
        final String claimId;
        volatile JsonNode answer;

        Attempt(int prize, String ticket, String claimId) {
            this.prize = prize;
            this.ticket = ticket;
            this.claimId = claimId;
        }

        boolean won() {
            return answer != null && answer.path("result").asString("").equals("WON");
        }
    }

    /// One hunter over all rounds. Threads: one a round, and the test's own between rounds.
    private final class Bot {
        final String subject;
        final Random own;
        final List<Attempt> attempts = new ArrayList<>();
        final Set<String> places = new HashSet<>();
        String lastPlace = "";

        Bot(String subject) {
            this.subject = subject;
            own = new Random(random.nextLong());
        }

        /// Claims until the connection breaks.
        Void play(ServerProcess server, SmallHunt hunt, List<Integer> prizes, AtomicInteger won)
                throws Exception {
            List<Integer> order = new ArrayList<>(prizes);
            Collections.shuffle(order, own);
            places.clear();
            places.add(lastPlace);
            try (var player = Player.join(server, HUNT, server.token(subject))) {
                for (int prize : order) {
                    String cell = hunt.cells().get(prize);
                    String site = cell.substring(0, cell.lastIndexOf('/'));
                    places.add(site); // the server may have moved it though no answer came
                    player.enter(site);
                    lastPlace = site;
                    JsonNode found = player.dig(cell);
                    assertThat(found.path("found").asBoolean(false)).as(cell).isTrue();
                    var attempt =
                            new Attempt(
                                    prize,
                                    found.path("ticket").asString(""),
                                    "%016x%016x".formatted(own.nextLong(), own.nextLong()));
                    attempts.add(attempt);
                    attempt.answer = player.claim(attempt.ticket, attempt.claimId);
                    if (attempt.won()) {
                        won.incrementAndGet();
                    }
                }
            } catch (ConnectionLost e) {
                return null;
            }
            throw new AssertionError(
                    "all keys were claimed before the server was killed; seed " + seed);
        }

        /// Says its claims again; where there was an answer, it must be the same.
        void repeat(ServerProcess server) throws Exception {
            try (var player = Player.join(server, HUNT, server.token(subject))) {
                lastPlace = placeOf(player);
                assertThat(lastPlace).as("place of %s, seed %d", subject, seed).isIn(places);
                for (int i = 0; i < attempts.size(); i++) {
                    Attempt attempt = attempts.get(i);
                    if (attempt.answer != null && own.nextInt(8) > 0) {
                        continue;
                    }
                    JsonNode again = player.claim(attempt.ticket, attempt.claimId);
                    if (attempt.answer == null) {
                        attempt.answer = again;
                        again = player.claim(attempt.ticket, attempt.claimId);
                    }
                    for (String member : List.of("result", "prize", "n", "index", "ordinal")) {
                        assertThat(again.path(member))
                                .as("%s of %s, seed %d", member, attempt.claimId, seed)
                                .isEqualTo(attempt.answer.path(member));
                    }
                }
            }
        }
    }

    @Test
    void keepsEveryWinThatWasAcknowledgedAndDoublesNone() throws Exception {
        System.out.println("KillTest: seed " + seed + " (-Dlode.seed=N)");
        SmallHunt hunt = SmallHunt.pack(temp, HUNT, ROUNDS * KEYS_A_ROUND);
        Path data = temp.resolve("data");
        List<Bot> bots = new ArrayList<>();
        for (int i = 0; i < BOTS; i++) {
            bots.add(new Bot("bot-" + i));
        }
        ServerProcess server = start(data);
        try {
            server.open(hunt.pack(), HUNT);
            for (int round = 0; round < ROUNDS; round++) {
                String place = placeOfRound(round);
                String scout = sendScout(server, place);
                killDuringClaims(server, hunt, bots, round);
                holdAgainstLedger(data, hunt, bots);
                server.close();
                server = start(data);
                try (var player = Player.join(server, HUNT, server.token("scout"))) {
                    assertThat(player.hunter()).isEqualTo(scout);
                    assertThat(placeOf(player)).as("round %d", round).isEqualTo(place);
                }
                for (Bot bot : bots) {
                    bot.repeat(server);
                }
            }
            server.terminate();
            assertThat(server.await()).isZero();
        } finally {
            server.close();
        }
        holdAgainstLedger(data, hunt, bots);
    }

    private static ServerProcess start(Path data) throws IOException {
        return ServerProcess.start(
                data, "edge.session.messagesPerSecond=100000", "edge.session.messagesBurst=100000");
    }

    private static String placeOf(Player player) {
        JsonNode place = player.welcome.path("place");
        return place.isNull() || place.isMissingNode()
                ? ""
                : place.path("room").asString("") + "/" + place.path("site").asInt();
    }

    private static String placeOfRound(int round) {
        return List.of("hall", "attic", "cellar").get(round % 3) + "/" + round % 2;
    }

    /// Lets a hunter enter a place and waits until that is on the disk.
    private static String sendScout(ServerProcess server, String place) throws Exception {
        try (var scout = Player.join(server, HUNT, server.token("scout"))) {
            scout.enter(place);
            String room = place.substring(0, place.indexOf('/'));
            int site = Integer.parseInt(place.substring(place.indexOf('/') + 1));
            byte[] mark =
                    ByteBuffer.allocate(24)
                            .putLong(Id128.parse(scout.hunter()).high())
                            .putLong(Id128.parse(scout.hunter()).low())
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(Fingerprint.room(HUNT, room))
                            .array();
            Eventually.holds(
                    "the scout's place is on the disk",
                    () -> isOnDisk(server.data().resolve("slots"), mark, site));
            return scout.hunter();
        }
    }

    private static boolean isOnDisk(Path folder, byte[] mark, int site) throws IOException {
        List<Path> files;
        try (var walk = Files.walk(folder)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at + SLOT_SITE < bytes.length; at++) {
                if (bytes[at] == mark[0]
                        && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)
                        && bytes[at + SLOT_SITE] == site) {
                    return true;
                }
            }
        }
        return false;
    }

    private void killDuringClaims(ServerProcess server, SmallHunt hunt, List<Bot> bots, int round)
            throws Exception {
        List<Integer> prizes = new ArrayList<>();
        for (int i = 0; i < KEYS_A_ROUND; i++) {
            prizes.add(round * KEYS_A_ROUND + i);
        }
        int enough = 5 + random.nextInt(60);
        var won = new AtomicInteger();
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Void>> playing = new ArrayList<>();
            for (Bot bot : bots) {
                playing.add(threads.submit(() -> bot.play(server, hunt, prizes, won)));
            }
            try {
                Eventually.holds(
                        enough + " wins",
                        () -> won.get() >= enough || playing.stream().anyMatch(Future::isDone));
            } finally {
                server.kill();
            }
            for (Future<Void> one : playing) {
                ended(one);
            }
        }
        assertThat(won.get()).as("wins of round %d, seed %d", round, seed).isPositive();
    }

    private static void ended(Future<Void> one) throws Exception {
        try {
            one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Refused refused) {
                throw new AssertionError("refused: " + refused.getMessage(), refused);
            }
            throw e;
        }
    }

    private void holdAgainstLedger(Path data, SmallHunt hunt, List<Bot> bots) throws IOException {
        Map<Id128, Win> wins = new HashMap<>();
        Map<Integer, Integer> winners = new HashMap<>();
        Map<Long, Set<Long>> numbers = new HashMap<>();
        for (var ledger : LedgerReader.read(data)) {
            for (Win win : ledger.wins()) {
                assertThat(wins.put(win.claimId(), win)).as("two wins of one claim").isNull();
                winners.merge(win.prize(), 1, Integer::sum);
                assertThat(numbers.computeIfAbsent(win.roomFp(), _ -> new HashSet<>()).add(win.n()))
                        .as("number %d in its room", win.n())
                        .isTrue();
            }
        }
        winners.forEach((prize, count) ->
                assertThat(count)
                        .as("winners of prize %d, seed %d", prize, seed)
                        .isLessThanOrEqualTo(hunt.stock(prize)));
        for (Set<Long> room : numbers.values()) {
            assertThat(Collections.max(room)).as("events without a gap").isEqualTo(room.size());
        }
        List<Attempt> acknowledged =
                bots.stream()
                        .flatMap(bot -> bot.attempts.stream())
                        .filter(Attempt::won)
                        .collect(Collectors.toList());
        assertThat(acknowledged).isNotEmpty();
        for (Attempt attempt : acknowledged) {
            Win win = wins.get(Id128.parse(attempt.claimId));
            assertThat(win).as("acknowledged claim %s, seed %d", attempt.claimId, seed).isNotNull();
            assertThat(win.prize()).isEqualTo(attempt.prize);
            assertThat(win.n()).isEqualTo(attempt.answer.path("n").asLong());
            assertThat(win.index()).isEqualTo(attempt.answer.path("index").asLong());
            assertThat(win.ordinal()).isEqualTo(attempt.answer.path("ordinal").asInt());
        }
    }
}
