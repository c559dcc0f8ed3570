package dev.lode.game.claim;

import static dev.lode.game.claim.Claims.NOW;
import static dev.lode.game.claim.Claims.RULES;
import static dev.lode.game.claim.Claims.at;
import static dev.lode.game.claim.Claims.claim;
import static dev.lode.game.claim.Claims.hunter;
import static dev.lode.game.claim.Claims.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.game.claim.ClaimDecision.AlreadyYours;
import dev.lode.game.claim.ClaimDecision.Closed;
import dev.lode.game.claim.ClaimDecision.Expired;
import dev.lode.game.claim.ClaimDecision.Lost;
import dev.lode.game.claim.ClaimDecision.Won;
import org.junit.jupiter.api.Test;

class ClaimRulesTest {
    private static final long LIFE = RULES.ticketLifeMillis();
    private static final long RETRY = RULES.claimRetryMaxMillis();

    private final ClaimLedger ledger = new ClaimLedger(Claims.HUNT, 9);

    @Test
    void theFirstClaimCommittedWins() {
        var won = (Won) apply(claim(1, 16, 1, 1), at(1));
        assertThat(won.isNew()).isTrue();
        assertThat(won.win()).isEqualTo(new Win(hunter(1), 16, id(1), 1, 0, 1, 1, 7, 1, 0, NOW));
        assertThat(apply(claim(2, 16, 2, 1), at(2))).isEqualTo(new Lost());
        assertThat(ledger.wins()).containsExactly(won.win());
    }

    @Test
    void theSameClaimAgainIsWonAgainWithTheSameRecord() {
        var won = (Won) apply(claim(1, 16, 1, 1), at(1));
        assertThat(apply(claim(1, 16, 1, 1), at(2))).isEqualTo(new Won(won.win(), false));
        assertThat(ledger.wins()).hasSize(1);
    }

    @Test
    void anotherClaimOfTheWinnerIsAlreadyYours() {
        var won = (Won) apply(claim(1, 16, 1, 3), at(1));
        assertThat(apply(claim(1, 16, 2, 3), at(2))).isEqualTo(new AlreadyYours(won.win()));
        assertThat(ledger.taken(16)).isEqualTo(1);
    }

    @Test
    void ofAStockOfThreeTheFirstThreeHuntersWin() {
        for (int hunter = 1; hunter <= 3; hunter++) {
            var won = (Won) apply(claim(hunter, 16, hunter, 3), at(hunter));
            assertThat(won.win().stockLeft()).isEqualTo(3 - hunter);
            assertThat(won.win().n()).isEqualTo(hunter);
        }
        assertThat(apply(claim(4, 16, 4, 3), at(4))).isEqualTo(new Lost());
        assertThat(apply(claim(2, 16, 2, 3), at(5))).isInstanceOf(Won.class);
        assertThat(apply(claim(2, 16, 9, 3), at(6))).isInstanceOf(AlreadyYours.class);
    }

    @Test
    void theFirstCommitFixesTheStock() {
        apply(claim(1, 16, 1, 2), at(1));
        var second = (Won) apply(claim(2, 16, 2, 1_000), at(2));
        assertThat(second.win().stock()).isEqualTo(2);
        assertThat(apply(claim(3, 16, 3, 1_000), at(3))).isEqualTo(new Lost());
    }

    @Test
    void theLedgerIsLookedAtBeforeExpiryAndBeforeTheHuntsState() {
        var won = (Won) apply(claim(1, 16, 1, 1), at(1));
        var late = new Moment(2, 0, NOW + 365L * 24 * 60 * 60 * 1000, false);
        assertThat(apply(claim(1, 16, 1, 1), late)).isEqualTo(new Won(won.win(), false));
        assertThat(apply(claim(1, 16, 2, 1), late)).isEqualTo(new AlreadyYours(won.win()));
        assertThat(apply(claim(2, 16, 3, 1), late)).isEqualTo(new Lost());
    }

    @Test
    void aTicketExpiresByItsFirstReceiptNotByTheLog() {
        var inTime = received(NOW + LIFE);
        assertThat(apply(inTime, new Moment(1, 0, NOW + LIFE + RETRY, true)))
                .isInstanceOf(Won.class);
        var late = new Claim(hunter(2), 32, id(2), 2, 7, 1, NOW, NOW + LIFE + 1);
        assertThat(apply(late, new Moment(2, 0, NOW + LIFE + RETRY, true)))
                .isEqualTo(new Expired(LIFE + 1));
    }

    @Test
    void anEdgeCannotPutAReceiptFurtherBackThanRetriesGo() {
        assertThat(apply(received(Long.MIN_VALUE), new Moment(1, 0, NOW + LIFE + RETRY, true)))
                .isInstanceOf(Won.class);
        var later = new Claim(hunter(2), 32, id(2), 2, 7, 1, NOW, NOW);
        assertThat(apply(later, new Moment(2, 0, NOW + LIFE + RETRY + 1, true)))
                .isEqualTo(new Expired(LIFE + 1));
    }

    @Test
    void anEdgeWhoseClockIsAheadCostsNoFind() {
        assertThat(apply(received(NOW + 365L * 24 * 60 * 60 * 1000), at(1)))
                .isInstanceOf(Won.class);
    }

    @Test
    void aClaimOfAHuntThatIsNotOpenIsClosedAndMayComeAgain() {
        assertThat(apply(claim(1, 16, 1, 1), new Moment(1, 0, NOW, false))).isEqualTo(new Closed());
        assertThat(apply(claim(1, 16, 1, 1), at(2))).isInstanceOf(Won.class);
    }

    @Test
    void whatIsExpiredOrClosedIsNotStored() {
        byte[] before = ledger.chain();
        apply(received(NOW), new Moment(1, 0, NOW + LIFE + RETRY + 1, true));
        apply(claim(1, 16, 1, 1), new Moment(2, 0, NOW, false));
        assertThat(ledger.chain()).isEqualTo(before);
        assertThat(ledger.lookUp(hunter(1), 16, id(1))).isEmpty();
        assertThat(ledger.taken(16)).isZero();
    }

    @Test
    void groupTimeNeverRunsBackwards() {
        apply(claim(1, 16, 1, 1), new Moment(1, 0, NOW + LIFE + 1, true));
        var stale = new Claim(hunter(2), 32, id(2), 2, 7, 1, NOW, NOW + LIFE + 1);
        assertThat(apply(stale, new Moment(2, 0, NOW, true))).isEqualTo(new Expired(LIFE + 1));
        assertThat(ledger.groupMillis()).isEqualTo(NOW + LIFE + 1);
    }

    @Test
    void aLeaderMayAnswerWhatIsFinalWithoutTheLog() {
        assertThat(ledger.lookUp(hunter(1), 16, id(1))).isEmpty();
        var won = (Won) apply(claim(1, 16, 1, 1), at(1));
        assertThat(ledger.lookUp(hunter(1), 16, id(1))).contains(new Won(won.win(), false));
        assertThat(ledger.lookUp(hunter(1), 16, id(2))).contains(new AlreadyYours(won.win()));
        assertThat(ledger.lookUp(hunter(2), 16, id(3))).contains(new Lost());
        assertThat(ledger.lookUp(hunter(2), 17, id(3))).isEmpty();
    }

    @Test
    void aRoomsEventsAreNumberedWithoutAGap() {
        apply(claim(1, 16, 1, 1), at(1));
        apply(claim(1, 32, 2, 1), at(2));
        apply(claim(2, 17, 3, 1), at(3));
        apply(claim(3, 18, 4, 1), at(4));
        assertThat(ledger.lastEvent(1)).isEqualTo(3);
        assertThat(ledger.lastEvent(2)).isEqualTo(1);
        assertThat(ledger.lastEvent(3)).isZero();
        assertThat(ledger.winsOfRoom(1, 2, 10)).extracting(Win::n).containsExactly(2L, 3L);
        assertThat(ledger.winsOfRoom(1, 0, 2)).extracting(Win::n).containsExactly(1L, 2L);
        assertThat(ledger.winsOfRoom(1, 4, 10)).isEmpty();
        assertThat(ledger.winsOfRoom(1, Long.MAX_VALUE, 10)).isEmpty();
        assertThat(ledger.winsOfRoom(77, 1, 10)).isEmpty();
    }

    @Test
    void decidingChangesNothing() {
        byte[] before = ledger.chain();
        ClaimRules.decide(ledger, claim(1, 16, 1, 1), at(1), RULES);
        assertThat(ledger.chain()).isEqualTo(before);
        assertThat(ledger.groupMillis()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aWinThatDoesNotFollowIsRefused() {
        var won = (Won) apply(claim(1, 16, 1, 2), at(5));
        assertThatThrownBy(() -> ledger.append(won.win())).hasMessageContaining("already");
        for (Win win :
                new Win[] {
                    new Win(hunter(2), 16, id(2), 6, 0, 1, 2, 7, 3, 1, NOW), // another stock
                    new Win(hunter(2), 16, id(2), 6, 0, 1, 2, 7, 2, 1, NOW), // stock left
                    new Win(hunter(2), 16, id(2), 6, 0, 1, 3, 7, 2, 0, NOW), // a gap in n
                    new Win(hunter(2), 16, id(2), 4, 0, 1, 2, 7, 2, 0, NOW), // index backwards
                    new Win(hunter(2), 16, id(2), 5, 0, 1, 2, 7, 2, 0, NOW), // same place
                    new Win(hunter(2), 16, id(2), 6, 0, 1, 2, 7, 2, 0, NOW - 1) // time backwards
                }) {
            assertThatThrownBy(() -> ledger.append(win))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        ledger.append(new Win(hunter(2), 16, id(2), 5, 1, 1, 2, 7, 2, 0, NOW));
        assertThat(ledger.taken(16)).isEqualTo(2);
    }

    private static Claim received(long receipt) {
        return new Claim(hunter(1), 16, id(1), 1, 7, 1, NOW, receipt);
    }

    private ClaimDecision apply(Claim claim, Moment at) {
        return ledger.apply(claim, at, RULES);
    }
}
