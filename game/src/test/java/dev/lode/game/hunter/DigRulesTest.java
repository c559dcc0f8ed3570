package dev.lode.game.hunter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.game.Rules;
import dev.lode.game.Seeds;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DigRulesTest {
    private static final long NOW = 1_767_225_600_000L;

    private final MemorySegment slot = MemorySegment.ofArray(new byte[HunterSlot.BYTES]);

    @BeforeEach
    void aNewHunter() {
        HunterSlot.init(slot, 0, 1, 2);
    }

    @Test
    void theFirstDigIsChargedEvenAtTimeZero() {
        assertThat(charge(0, rules(200, 60, 1))).isEqualTo(DigRules.CHARGED);
    }

    @Test
    void aSecondDigWithinTheCooldownWaitsForWhatIsLeftOfIt() {
        var rules = rules(200, 60_000, 100);
        charge(NOW, rules);
        long refused = charge(NOW + 50, rules);
        assertThat(DigRules.reason(refused)).isEqualTo(DigRules.COOLDOWN);
        assertThat(DigRules.waitMillis(refused)).isEqualTo(150);
        assertThat(charge(NOW + 199, rules)).isNotEqualTo(DigRules.CHARGED);
        assertThat(charge(NOW + 200, rules)).isEqualTo(DigRules.CHARGED);
    }

    @Test
    void aRefusedDigCostsNothing() {
        var rules = rules(200, 60, 2);
        charge(NOW, rules);
        for (int i = 1; i < 200; i++) {
            charge(NOW + i, rules);
        }
        assertThat(charge(NOW + 200, rules)).isEqualTo(DigRules.CHARGED);
    }

    @Test
    void aFullBucketHoldsTheBurstThenRefillsOneByOne() {
        var rules = rules(0, 60, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(charge(NOW, rules)).isEqualTo(DigRules.CHARGED);
        }
        long refused = charge(NOW, rules);
        assertThat(DigRules.reason(refused)).isEqualTo(DigRules.RATE);
        assertThat(DigRules.waitMillis(refused)).isEqualTo(1000);
        assertThat(charge(NOW + 1000, rules)).isEqualTo(DigRules.CHARGED);
        assertThat(charge(NOW + 1000, rules)).isNotEqualTo(DigRules.CHARGED);
    }

    @Test
    void theLongerOfBothWaitsIsTold() {
        var rules = rules(200, 60, 1);
        charge(NOW, rules);
        long refused = charge(NOW + 1, rules);
        assertThat(DigRules.reason(refused)).isEqualTo(DigRules.RATE);
        assertThat(DigRules.waitMillis(refused)).isEqualTo(999);
    }

    @Test
    void aClockSetBackByAYearCostsAtMostOneCooldownAndOneEmptyBucket() {
        var rules = rules(200, 60, 5);
        charge(NOW, rules);
        long back = NOW - 365L * 24 * 60 * 60 * 1000;
        long refused = charge(back, rules);
        assertThat(DigRules.waitMillis(refused)).isBetween(1L, 1000L);
        assertThat(charge(back + DigRules.waitMillis(refused), rules)).isEqualTo(DigRules.CHARGED);
    }

    @Test
    void aStateFromAnEarlierTenureBeginsWithACooldownAndAnEmptyBucket() {
        var rules = rules(200, 60, 5);
        DigRules.takeOver(slot, 0, NOW, rules);
        long refused = charge(NOW, rules);
        assertThat(DigRules.reason(refused)).isEqualTo(DigRules.RATE);
        assertThat(DigRules.waitMillis(refused)).isEqualTo(1000);
        assertThat(charge(NOW + 1000, rules)).isEqualTo(DigRules.CHARGED);
        assertThat(charge(NOW + 1000, rules)).isNotEqualTo(DigRules.CHARGED);

        DigRules.takeOver(slot, 0, NOW, rules(2000, 60, 5));
        assertThat(DigRules.reason(charge(NOW, rules(2000, 60, 5)))).isEqualTo(DigRules.COOLDOWN);
    }

    @Test
    void noWindowHoldsMoreDigsThanTheRulesAllowAndEveryWaitIsTrueToTheMillisecond() {
        var random = Seeds.of("DigRulesTest.noWindow");
        for (int hunt = 0; hunt < 100; hunt++) {
            var rules = rules(random.nextInt(400), random.nextInt(1, 2_000), random.nextInt(1, 30));
            HunterSlot.init(slot, 0, 1, 2);
            var charged = new ArrayDeque<Long>();
            long now = random.nextLong(0, NOW);
            for (int ask = 0; ask < 300; ask++) {
                long result = charge(now, rules);
                long wait = DigRules.waitMillis(result);
                if (result == DigRules.CHARGED) {
                    check(charged, now, rules);
                    charged.add(now);
                    now += random.nextInt(3) == 0 ? random.nextInt(1_000) : random.nextInt(20);
                } else {
                    assertThat(wait).isPositive();
                    assertThat(charge(now + wait - 1, rules)).isNotEqualTo(DigRules.CHARGED);
                    now += random.nextBoolean() ? wait : random.nextLong(wait);
                    if (random.nextInt(8) == 0) {
                        now += random.nextInt(60_000);
                    }
                }
            }
        }
    }

    /// Any window that ends now: at most a burst and what its length gave back.
    private static void check(ArrayDeque<Long> charged, long now, Rules rules) {
        if (!charged.isEmpty()) {
            assertThat(now - charged.getLast()).isGreaterThanOrEqualTo(rules.cooldownMillis());
        }
        int digs = 1;
        var back = charged.descendingIterator();
        while (back.hasNext()) {
            long from = back.next();
            digs++;
            double allowed = rules.digBurst() + (now - from) * rules.digsPerMinute() / 60_000.0;
            if (digs > allowed + 1e-6) {
                throw new AssertionError(digs + " digs, " + allowed + " allowed: " + rules);
            }
        }
    }

    @Test
    void aClockThatJumpsAboutNeitherLocksAHunterOutNorGivesDigsAway() {
        var random = Seeds.of("DigRulesTest.aClockThatJumpsAbout");
        for (int hunt = 0; hunt < 200; hunt++) {
            var rules = rules(random.nextInt(400), random.nextInt(1, 2_000), random.nextInt(1, 30));
            long most = Math.max(rules.cooldownMillis(), 60_000 / rules.digsPerMinute() + 1);
            HunterSlot.init(slot, 0, 1, 2);
            long now = NOW;
            long highest = NOW;
            int digs = 0;
            for (int ask = 0; ask < 200; ask++) {
                long result = charge(now, rules);
                digs += result == DigRules.CHARGED ? 1 : 0;
                assertThat(DigRules.waitMillis(result)).isBetween(0L, most);
                now = NOW + random.nextInt(-100_000, 100_000);
                highest = Math.max(highest, now);
                if (random.nextBoolean()) {
                    long refused = charge(now, rules);
                    if (refused == DigRules.CHARGED) {
                        digs++;
                    } else {
                        now += DigRules.waitMillis(refused);
                        assertThat(charge(now, rules)).isEqualTo(DigRules.CHARGED);
                        digs++;
                    }
                }
            }
            assertThat(digs).isPositive();
        }
    }

    private long charge(long now, Rules rules) {
        return DigRules.charge(slot, 0, now, rules);
    }

    private static Rules rules(int cooldown, int perMinute, int burst) {
        return new Rules(cooldown, perMinute, burst, 30_000, 60_000, 100, 0);
    }
}
