package dev.lode.game.claim;

import static dev.lode.game.claim.Claims.NOW;
import static dev.lode.game.claim.Claims.RULES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import dev.lode.game.Seeds;
import dev.lode.game.claim.ClaimDecision.AlreadyYours;
import dev.lode.game.claim.ClaimDecision.Closed;
import dev.lode.game.claim.ClaimDecision.Expired;
import dev.lode.game.claim.ClaimDecision.Lost;
import dev.lode.game.claim.ClaimDecision.Won;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random histories against a model that knows nothing of ledgers: sets of winners by key.
class ClaimLedgerModelTest {
    private record Step(Claim claim, Moment at) {}

    @Test
    void manyHuntersAtKeysOfStockOneAndThreeWinExactlyTheStock() throws IOException {
        var random = Seeds.of("ClaimLedgerModelTest.manyHunters");
        for (int round = 0; round < 40; round++) {
            List<Step> history = history(random, 400);
            var ledger = new ClaimLedger(Claims.HUNT, 9);
            Map<Long, Map<Id128, Id128>> winners = new HashMap<>();
            var answers = new ArrayList<ClaimDecision>();
            for (Step step : history) {
                ClaimDecision decision = ledger.apply(step.claim(), step.at(), RULES);
                answers.add(decision);
                check(decision, step, winners, ledger);
            }
            winners.forEach((cell, who) -> {
                assertThat(who.size()).isLessThanOrEqualTo(stock(cell));
                assertThat(ledger.taken(cell)).isEqualTo(who.size());
            });
            replay(history, answers, ledger, random);
        }
    }

    /// The letter of decisions 3 and 11, in another order of words.
    private static void check(
            ClaimDecision decision,
            Step step,
            Map<Long, Map<Id128, Id128>> winners,
            ClaimLedger ledger) {
        Claim claim = step.claim();
        var who = winners.computeIfAbsent(claim.cell(), _ -> new LinkedHashMap<>());
        Id128 wonBy = who.get(claim.hunter());
        boolean fresh = false;
        switch (decision) {
            case Won won when !won.isNew() ->
                    assertThat(claim.claimId()).isEqualTo(wonBy).isEqualTo(won.win().claimId());
            case Won won -> {
                fresh = true;
                assertThat(wonBy).isNull();
                assertThat(who.size()).isLessThan(stock(claim.cell()));
                assertThat(won.win().stockLeft()).isEqualTo(stock(claim.cell()) - who.size() - 1);
                who.put(claim.hunter(), claim.claimId());
                assertThat(won.win().n()).isEqualTo(ledger.lastEvent(claim.roomFp()));
            }
            case AlreadyYours _ -> assertThat(wonBy).isNotNull().isNotEqualTo(claim.claimId());
            case Lost _ -> {
                assertThat(wonBy).isNull();
                assertThat(who).hasSize(stock(claim.cell()));
            }
            case Closed _ -> assertThat(step.at().open()).isFalse();
            case Expired _ -> assertThat(inTime(step)).isFalse();
        }
        if (wonBy == null && who.size() < stock(claim.cell()) && !fresh) {
            assertThat(step.at().open() && inTime(step)).isFalse();
        }
        if (fresh) {
            assertThat(step.at().open() && inTime(step)).isTrue();
        }
    }

    private static boolean inTime(Step step) {
        long group = step.at().groupMillis();
        long receipt = Math.min(step.claim().receiptMillis(), group);
        receipt = Math.max(receipt, group - RULES.claimRetryMaxMillis());
        return receipt - step.claim().issuedMillis() <= RULES.ticketLifeMillis();
    }

    /// The same log gives the same answers and bytes, also when a snapshot is taken half-way.
    private static void replay(
            List<Step> history,
            List<ClaimDecision> answers,
            ClaimLedger ledger,
            SplittableRandom random)
            throws IOException {
        var again = new ClaimLedger(Claims.HUNT, 9);
        int snapshot = random.nextInt(history.size());
        for (int i = 0; i < history.size(); i++) {
            if (i == snapshot) {
                again = ClaimLedger.load(new ByteArrayInputStream(saved(again)));
            }
            assertThat(again.apply(history.get(i).claim(), history.get(i).at(), RULES))
                    .isEqualTo(answers.get(i));
        }
        assertThat(saved(again)).isEqualTo(saved(ledger));
        assertThat(again.chain()).isEqualTo(ledger.chain());
    }

    private static byte[] saved(ClaimLedger ledger) throws IOException {
        var out = new ByteArrayOutputStream();
        ledger.save(out);
        return out.toByteArray();
    }

    private static int stock(long cell) {
        return cell % 2 == 0 ? 1 : 3;
    }

    /// Few hunters, few keys, many repeats; time goes on, tickets grow old, the hunt pauses.
    private static List<Step> history(SplittableRandom random, int steps) {
        var history = new ArrayList<Step>();
        long group = NOW;
        boolean open = true;
        long index = 1;
        int ordinal = 0;
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(3) == 0) {
                index++;
                ordinal = 0;
                group += random.nextInt(60_000);
                open = random.nextInt(6) != 0;
            }
            var at = new Moment(index, ordinal++, group, open);
            if (!history.isEmpty() && random.nextInt(3) == 0) {
                history.add(new Step(history.get(random.nextInt(history.size())).claim(), at));
                continue;
            }
            long cell = 160L + random.nextInt(24);
            long issued = group - random.nextInt(60_000);
            long receipt =
                    random.nextInt(10) == 0 ? random.nextLong() : issued + random.nextInt(60_000);
            history.add(
                    new Step(
                            new Claim(
                                    Claims.hunter(random.nextInt(12)),
                                    cell,
                                    Claims.id(i),
                                    cell >>> 2,
                                    (int) cell,
                                    stock(cell),
                                    issued,
                                    receipt),
                            at));
        }
        return history;
    }
}
