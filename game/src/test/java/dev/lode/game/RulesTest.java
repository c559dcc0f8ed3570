package dev.lode.game;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Settings;
import org.junit.jupiter.api.Test;

class RulesTest {
    @Test
    void defaultsAreThoseOfTheKnobs() {
        assertThat(Rules.defaults(Settings.defaults()))
                .isEqualTo(new Rules(200, 240, 20, 30_000, 600_000, 100, 0));
    }

    @Test
    void zeroIsJustZeroWhereItMakesSense() {
        var rules = new Rules(0, 1, 1, 1, 0, 0, 0);
        assertThat(rules.cooldownMillis()).isZero();
    }

    @Test
    void aRuleOutOfRangeIsNamedWithItsRange() {
        assertThatThrownBy(() -> new Rules(0, 0, 1, 1, 0, 0, 0))
                .hasMessage("digs_per_minute is 1 to 60000 digs, not 0");
        assertThatThrownBy(() -> new Rules(-1, 1, 1, 1, 0, 0, 0)).hasMessageContaining("cooldown");
        assertThatThrownBy(() -> new Rules(0, 1, 0, 1, 0, 0, 0)).hasMessageContaining("dig_burst");
        assertThatThrownBy(() -> new Rules(0, 1, 1, 0, 0, 0, 0))
                .hasMessageContaining("ticket_life");
        assertThatThrownBy(() -> new Rules(0, 1, 1, Long.MAX_VALUE, 0, 0, 0))
                .hasMessageContaining("ticket_life");
    }

    @Test
    void pointsForDigsAreRefusedForTheLedgerKnowsNone() {
        assertThatThrownBy(() -> new Rules(0, 1, 1, 1, 0, 0, 5))
                .hasMessageContaining("points_per_dig is 0, not 5");
    }

    @Test
    void everyKnobIsListedOnce() {
        assertThat(GameKnobs.ALL).extracting(Knob::name).doesNotHaveDuplicates().hasSize(7);
    }
}
