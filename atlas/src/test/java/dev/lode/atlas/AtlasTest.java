package dev.lode.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.atlas.AtlasAnswer.Done;
import dev.lode.atlas.AtlasAnswer.Reason;
import dev.lode.atlas.AtlasAnswer.Refused;
import dev.lode.base.Id128;
import dev.lode.base.knob.Settings;
import dev.lode.consensus.ClosedGroup;
import dev.lode.consensus.RaftGroup;
import dev.lode.consensus.SoloConfig;
import dev.lode.consensus.SoloGroup;
import dev.lode.membership.AtlasView;
import dev.lode.membership.HuntEntry;
import dev.lode.membership.HuntRules;
import dev.lode.membership.NodeEntry;
import dev.lode.router.Move;
import dev.lode.router.PartitionEntry;
import dev.lode.router.Pins;
import dev.lode.storage.wal.Wal;
import dev.lode.storage.wal.WalConfig;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtlasTest {
    private static final ClusterKey KEY = ClusterKey.of(new byte[32]);
    private static final NodeEntry SELF = new NodeEntry(0, new Id128(5, 6), 1, 0, "");
    private static final long START = 1_800_000_000_000L;

    @TempDir private Path temp;

    private final AtomicLong nanos = new AtomicLong(77);
    private final AtomicLong wall = new AtomicLong(START);
    private @Nullable Wal wal;
    private @Nullable Atlas open;

    @BeforeEach
    void openIt() throws IOException {
        wal =
                Wal.open(
                        temp.resolve("wal"),
                        new WalConfig(1 << 20, 256 << 10, 64L << 20, 2, WalConfig.Device.AUTO));
        open = open(KEY);
    }

    private Atlas open(ClusterKey key) throws IOException {
        return Atlas.open(
                key,
                nanos::get,
                wall::get,
                Settings.defaults(),
                machine -> {
                    RaftGroup group =
                            SoloGroup.open(
                                    Atlas.GROUP,
                                    Objects.requireNonNull(wal),
                                    temp.resolve("atlas"),
                                    machine,
                                    Runnable::run,
                                    new SoloConfig(1000, 100, 1 << 20));
                    return group;
                });
    }

    private Atlas atlas() {
        return Objects.requireNonNull(open);
    }

    private Atlas reopen() throws IOException {
        closeIt();
        openIt();
        return atlas();
    }

    @AfterEach
    void closeIt() throws IOException {
        atlas().close();
        Objects.requireNonNull(wal).close();
    }

    private static Done done(CompletableFuture<AtlasAnswer> answer) {
        return (Done) answer.join();
    }

    private static Refused refused(CompletableFuture<AtlasAnswer> answer) {
        return (Refused) answer.join();
    }

    private static NewHunt hunt(String name) {
        return new NewHunt(
                name,
                "Title",
                1000,
                "0f".repeat(32),
                new HuntRules(200, 240, 20, 30_000, 60_000, 100, 0),
                new byte[] {1, 2, 3});
    }

    private Atlas bootstrapped() {
        done(atlas().bootstrap(SELF, 2));
        return atlas();
    }

    @Test
    void aNewClusterHasItsNodeGroupsTableAndTicketKeyAfterTheBootstrap() throws IOException {
        AtlasView view = bootstrapped().view();
        assertThat(view.cluster()).isNotEqualTo(Id128.ZERO);
        assertThat(view.nodes()).containsExactly(SELF);
        assertThat(view.groups()).extracting(g -> g.id()).containsExactly(0, 1, 2);
        assertThat(view.leader(2)).isZero();
        assertThat(view.table().primary(65_535)).isZero();
        assertThat(atlas().keys().tickets()).hasSize(1);
        assertThat(atlas().keys().signWith(atlas().huntTime().millis())).isEqualTo(1);
        done(atlas().bootstrap(SELF, 2));
        assertThat(atlas().view().version()).isEqualTo(view.version());
        assertThat(reopen().view()).isEqualTo(view);
    }

    @Test
    void aHuntIsMadeOnceWithIdentityMapAndKeysOfItsOwn() throws IOException {
        assertThat(refused(atlas().createHunt(hunt("world"))).why()).isEqualTo(Reason.NO_GROUPS);
        bootstrapped();
        Id128 id = done(atlas().createHunt(hunt("world"))).id();
        HuntEntry entry = atlas().view().hunt("world").orElseThrow();
        assertThat(entry.id()).isEqualTo(id);
        assertThat(entry.state()).isEqualTo(HuntState.DRAFT);
        assertThat(entry.map().group(0)).isEqualTo(1);
        assertThat(entry.map().group(65_535)).isEqualTo(2);
        HuntSecrets secrets = Objects.requireNonNull(atlas().keys().hunts().get(id));
        assertThat(secrets.pack()).containsExactly(1, 2, 3);
        assertThat(secrets.passKey()).hasSize(32).isNotEqualTo(secrets.capsuleKey());
        Atlas again = reopen();
        assertThat(again.view().hunt(id)).contains(entry);
        HuntSecrets same = Objects.requireNonNull(again.keys().hunts().get(id));
        assertThat(same.passKey()).isEqualTo(secrets.passKey());
    }

    @Test
    void aNameIsFreeAgainOnceItsHuntIsSettledAndTheNewHuntIsAnother() {
        bootstrapped();
        Id128 first = done(atlas().createHunt(hunt("world"))).id();
        assertThat(refused(atlas().createHunt(hunt("world"))).why()).isEqualTo(Reason.NAME_TAKEN);
        done(atlas().setState(first, HuntState.SETTLED));
        Id128 second = done(atlas().createHunt(hunt("world"))).id();
        assertThat(second).isNotEqualTo(first);
        assertThat(atlas().view().hunt("world").orElseThrow().id()).isEqualTo(second);
        assertThat(atlas().keys().hunts()).containsKeys(first, second);
    }

    @Test
    void theSameCommandTwiceMakesOneHunt() throws IOException {
        bootstrapped();
        Id128 command = new Id128(1, 1);
        Id128 id = done(atlas().createHunt(command, hunt("world"))).id();
        assertThat(done(atlas().createHunt(command, hunt("world"))).id()).isEqualTo(id);
        atlas().snapshot();
        assertThat(done(reopen().createHunt(command, hunt("world"))).id()).isEqualTo(id);
        assertThat(atlas().view().hunts()).hasSize(1);
    }

    @Test
    void statesChangeOnlyAlongTheirWays() {
        bootstrapped();
        Id128 id = done(atlas().createHunt(hunt("world"))).id();
        assertThat(refused(atlas().setState(id, HuntState.OPEN)).text())
                .contains("is DRAFT and cannot become OPEN");
        assertThat(refused(atlas().setState(Id128.ZERO, HuntState.OPEN)).why())
                .isEqualTo(Reason.NO_HUNT);
        done(atlas().setState(id, HuntState.SEALED));
        done(atlas().setState(id, HuntState.OPEN));
        HuntEntry entry = atlas().view().hunt(id).orElseThrow();
        assertThat(entry.state()).isEqualTo(HuntState.OPEN);
        assertThat(entry.stateVersion()).isEqualTo(3);
    }

    @Test
    void namesAndHuntsThatMakeNoSenseAreRefused() {
        bootstrapped();
        assertThat(refused(atlas().createHunt(hunt("a/b"))).why()).isEqualTo(Reason.BAD_NAME);
        var rootless = new NewHunt("x", "", 1, "root", hunt("x").rules(), new byte[] {1});
        assertThat(refused(atlas().createHunt(rootless)).why()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aTicketKeySignsOnlyOnceItsTimeHasComeAndOldOnesGo() throws IOException {
        bootstrapped();
        done(atlas().addTicketKey());
        long lead = Settings.defaults().get(AtlasKnobs.TICKET_KEY_LEAD).toMillis();
        long now = atlas().huntTime().millis();
        assertThat(atlas().keys().signWith(now)).isEqualTo(1);
        assertThat(atlas().keys().signWith(now + lead)).isEqualTo(2);
        for (int i = 0; i < 5; i++) {
            done(atlas().addTicketKey());
        }
        List<TicketSecret> keys = atlas().keys().tickets();
        assertThat(keys).extracting(TicketSecret::number).containsExactly(4, 5, 6, 7);
        byte[] newest = keys.getLast().secret();
        assertThat(reopen().keys().tickets().getLast().secret()).isEqualTo(newest);
    }

    @Test
    void ticketKeysRotateByTheClock() {
        bootstrapped();
        for (int hour = 0; hour < 60; hour++) {
            pass(3600_000);
            atlas().tick();
        }
        assertThat(atlas().keys().tickets()).hasSize(3);
    }

    private void pass(long millis) {
        nanos.addAndGet(millis * 1_000_000);
        wall.addAndGet(millis);
    }

    @Test
    void huntTimeNeverGoesBackWhateverTheMachinesClockDoes() throws IOException {
        bootstrapped();
        long before = atlas().huntTime().millis();
        assertThat(before).isEqualTo(START);
        wall.addAndGet(-3_600_000);
        for (int i = 0; i < 100; i++) {
            nanos.addAndGet(5_000_000_000L);
            wall.addAndGet(5000);
            atlas().tick();
            long now = atlas().huntTime().millis();
            assertThat(now).isBetween(before + 4900, before + 5000);
            before = now;
        }
        assertThat(reopen().huntTime().millis()).isGreaterThanOrEqualTo(before);
        wall.set(before + 1_000_000);
        assertThat(reopen().huntTime().millis()).isEqualTo(before + 1_000_000);
    }

    @Test
    void movesGoFromEpochToEpochAndAStaleOneIsRefused() throws IOException {
        bootstrapped();
        PartitionEntry from = atlas().view().table().entry(9);
        var move = new Move(9, from, new PartitionEntry(65_535, 0, -1, from.epoch() + 1));
        done(atlas().move(List.of(move)));
        assertThat(atlas().view().table().primary(9)).isEqualTo(65_535);
        var stale = new Move(9, from, new PartitionEntry(3, 0, -1, from.epoch() + 1));
        assertThat(refused(atlas().move(List.of(stale))).why()).isEqualTo(Reason.CONFLICT);
        done(atlas().putPins(Pins.NONE.with(9, 65_535)));
        AtlasView view = atlas().view();
        atlas().snapshot();
        assertThat(reopen().view()).isEqualTo(view);
    }

    @Test
    void aSnapshotHoldsItAll() throws IOException {
        bootstrapped();
        Id128 id = done(atlas().createHunt(hunt("world"))).id();
        atlas().snapshot();
        done(atlas().setState(id, HuntState.SEALED));
        AtlasView view = atlas().view();
        Atlas again = reopen();
        assertThat(again.view()).isEqualTo(view);
        assertThat(Objects.requireNonNull(again.keys().hunts().get(id)).pack())
                .containsExactly(1, 2, 3);
    }

    @Test
    void noSecretTouchesTheDiskUnwrapped() throws IOException {
        bootstrapped();
        byte[] secret = "a secret that would be found".getBytes(StandardCharsets.UTF_8);
        var plain = hunt("world");
        done(
                atlas().createHunt(
                                new NewHunt(
                                        "world",
                                        plain.title(),
                                        1,
                                        plain.merkleRoot(),
                                        plain.rules(),
                                        secret)));
        String ticket = latin(atlas().keys().tickets().getFirst().secret());
        atlas().snapshot();
        atlas().close();
        Objects.requireNonNull(wal).close();
        try (var files = Files.walk(temp)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = latin(Files.readAllBytes(file));
                assertThat(content.contains(latin(secret))).as(file.toString()).isFalse();
                assertThat(content.contains(ticket)).as(file.toString()).isFalse();
            }
        }
        openIt();
        assertThat(atlas().view().hunts()).hasSize(1);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void anotherClusterKeyIsRefused() throws IOException {
        bootstrapped();
        atlas().close();
        byte[] other = new byte[32];
        other[5] = 1;
        assertThatThrownBy(() -> open(ClusterKey.of(other)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cluster.keyFile");
        open = open(KEY);
    }

    @Test
    void listenersHearOfChangesAndOfNothingElse() {
        var changes = new AtomicInteger();
        atlas().onChange(changes::incrementAndGet);
        bootstrapped();
        int after = changes.get();
        assertThat(after).isPositive();
        pass(10_000);
        atlas().tick();
        assertThat(changes).hasValue(after);
    }

    @Test
    void aRestoreMakesANewClusterWhoseHuntsAreFrozenAboveAllThatAGroupHasSeen() throws IOException {
        done(atlas().bootstrap(SELF, 2));
        Id128 live = done(atlas().createHunt(hunt("live"))).id();
        done(atlas().setState(live, HuntState.SEALED));
        done(atlas().setState(live, HuntState.OPEN));
        Id128 draft = done(atlas().createHunt(hunt("draft"))).id();
        var restore = new AtlasRestore();
        long _ =
                ClosedGroup.read(
                        Atlas.GROUP,
                        Objects.requireNonNull(wal),
                        temp.resolve("atlas"),
                        restore.machine());
        Id128 old = restore.view().cluster();
        byte[] other = new byte[32];
        other[0] = 1;
        assertThatThrownBy(() -> restore.becomeNew(ClusterKey.of(other), 4, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cluster key");
        // The claim group's archive is ahead: it saw the hunt paused and opened again.
        assertThat(restore.becomeNew(KEY, 4, Map.of(live, 5L))).isNotEqualTo(old);
        AtlasView view = restore.view();
        assertThat(view.cluster()).isNotEqualTo(old);
        assertThat(view.nodes()).isEmpty();
        assertThat(view.groups()).hasSize(3).allMatch(group -> group.leader() == 4);
        HuntEntry frozen = view.hunt("live").orElseThrow();
        assertThat(frozen.state()).isEqualTo(HuntState.FROZEN);
        assertThat(frozen.stateVersion()).isEqualTo(6);
        assertThat(view.hunt("draft").orElseThrow().state()).isEqualTo(HuntState.DRAFT);
        assertThat(view.hunt("draft").orElseThrow().id()).isEqualTo(draft);
    }

    @Test
    void anEmptyArchiveGivesNoCluster() {
        assertThatThrownBy(() -> new AtlasRestore().becomeNew(KEY, 0, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the archive");
    }
}
