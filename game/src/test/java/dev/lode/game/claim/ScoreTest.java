package dev.lode.game.claim;

import static dev.lode.game.claim.Claims.RULES;
import static dev.lode.game.claim.Claims.hunter;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {
    private final ClaimLedger one = new ClaimLedger(Claims.HUNT, 1);
    private final ClaimLedger two = new ClaimLedger(Claims.HUNT, 2);

    @Test
    void pointsAreCountedFromTheLedgersOfAllGroups() {
        one.apply(Claims.claim(1, 16, 1, 1), Claims.at(1), RULES);
        one.apply(Claims.claim(2, 16, 2, 1), Claims.at(2), RULES);
        one.apply(Claims.claim(2, 17, 3, 1), Claims.at(3), RULES);
        two.apply(Claims.claim(1, 32, 4, 1), Claims.at(1), RULES);
        two.apply(Claims.claim(1, 32, 4, 1), Claims.at(2), RULES);
        var ledgers = List.of(one, two);
        assertThat(Score.of(ledgers, hunter(1), RULES)).isEqualTo(new Score(hunter(1), 2, 200));
        assertThat(Score.of(ledgers, hunter(2), RULES)).isEqualTo(new Score(hunter(2), 1, 100));
        assertThat(Score.of(ledgers, hunter(3), RULES)).isEqualTo(new Score(hunter(3), 0, 0));
        assertThat(one.winsOfHunter(hunter(2), 0, 10)).extracting(Win::cell).containsExactly(17L);
    }

    @Test
    void theBestComeFirstAndEqualOnesByTheirIds() {
        for (int i = 0; i < 3; i++) {
            one.apply(Claims.claim(5, 16 + i, i, 1), Claims.at(i), RULES);
        }
        one.apply(Claims.claim(9, 40, 5, 1), Claims.at(5), RULES);
        one.apply(Claims.claim(4, 41, 6, 1), Claims.at(6), RULES);
        assertThat(Score.best(List.of(one, two), RULES, 10))
                .extracting(Score::hunter)
                .containsExactly(hunter(5), hunter(4), hunter(9));
        assertThat(Score.best(List.of(one, two), RULES, 2)).hasSize(2);
    }
}
