package dev.lode.game.claim;

import static dev.lode.game.claim.Claims.RULES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.game.Seeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class LedgerFileTest {
    private static final int HEAD = 64;
    private static final int ROW = Win.BYTES + 32;

    @Test
    void recordAndChainAreThoseOfTheFormat() throws IOException {
        var ledger = new ClaimLedger(Claims.HUNT, 9);
        assertThat(HexFormat.of().formatHex(ledger.chain()))
                .isEqualTo("4c631a4461c99bfeae01c17cd5bca5a2f933898080caccc9b5da7a58d9d5a5b8");
        ledger.append(
                new Win(
                        Id128.parse("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
                        0xbeef000050703039L,
                        Id128.parse("c0c1c2c3c4c5c6c7c8c9cacbcccdcecf"),
                        1001,
                        4,
                        0x0123456789abcdefL,
                        1,
                        17,
                        3,
                        2,
                        1_767_225_600_123L));
        byte[] bytes = saved(ledger);
        assertThat(HexFormat.of().formatHex(bytes, HEAD, HEAD + ROW))
                .isEqualTo(
                        "0100000000000000a0a1a2a3a4a5a6a7a8a9aaabacadaeafc0c1c2c3c4c5c6c7"
                                + "c8c9cacbcccdcecf393070500000efbeefcdab89674523010100000000000000"
                                + "e903000000000000040000001100000003000000020000007ba8da769b010000"
                                + "246229956ab8847581cc89a5d760e88109ba086feaf2cb00dfb66f589cf9e381");
    }

    @Test
    void whatIsSavedIsLoadedWhole() throws IOException {
        var ledger = ledger(50);
        var again = load(saved(ledger));
        assertThat(again.wins()).isEqualTo(ledger.wins());
        assertThat(again.hunt()).isEqualTo(Claims.HUNT);
        assertThat(again.group()).isEqualTo(9);
        assertThat(again.groupMillis()).isEqualTo(ledger.groupMillis());
        assertThat(again.chain()).isEqualTo(ledger.chain());
        assertThat(again.apply(Claims.claim(3, 16 * 3, 3, 1), Claims.at(99), RULES))
                .isInstanceOf(ClaimDecision.Won.class);
        assertThat(again.wins()).hasSize(50);
        assertThat(saved(load(saved(ledger(0))))).isEqualTo(saved(ledger(0)));
    }

    @Test
    void theTimeOfClaimsThatLeftNoRecordIsSavedToo() throws IOException {
        var ledger = ledger(1);
        ledger.apply(Claims.claim(1, 999, 1, 1), new Moment(9, 0, Claims.NOW + 77, false), RULES);
        assertThat(load(saved(ledger)).groupMillis()).isEqualTo(Claims.NOW + 77);
    }

    @Test
    void everyBitThatIsFlippedIsFoundAndItsRecordNamed() throws IOException {
        var random = Seeds.of("LedgerFileTest.everyBit");
        byte[] bytes = saved(ledger(20));
        for (int flip = 0; flip < 1_500; flip++) {
            int bit = random.nextInt(bytes.length * 8);
            int at = bit >>> 3;
            bytes[at] ^= (byte) (1 << (bit & 7));
            long record = at < HEAD ? LedgerDamaged.HEAD : (at - HEAD) / ROW;
            assertThatThrownBy(() -> load(bytes))
                    .isInstanceOfSatisfying(
                            LedgerDamaged.class, e -> assertThat(e.record()).isEqualTo(record))
                    .hasMessageContaining(record < 0 ? "its head" : "record " + record);
            bytes[at] ^= (byte) (1 << (bit & 7));
        }
    }

    @Test
    void aLedgerCutAnywhereNamesTheFirstRecordThatIsMissing() throws IOException {
        byte[] bytes = saved(ledger(3));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            long record = length < HEAD ? LedgerDamaged.HEAD : (length - HEAD) / ROW;
            assertThatThrownBy(() -> load(cut))
                    .isInstanceOfSatisfying(
                            LedgerDamaged.class, e -> assertThat(e.record()).isEqualTo(record));
        }
    }

    @Test
    void aRecordTakenOutOrMovedBreaksTheChain() throws IOException {
        byte[] bytes = saved(ledger(5));
        byte[] moved = bytes.clone();
        System.arraycopy(bytes, HEAD + ROW, moved, HEAD + 2 * ROW, ROW);
        System.arraycopy(bytes, HEAD + 2 * ROW, moved, HEAD + ROW, ROW);
        assertThatThrownBy(() -> load(moved))
                .hasMessageStartingWith("claim ledger damaged at record 1: the hash chain breaks");
    }

    @Test
    void aForgerWhoMendsTheChainIsFoundByWhatTheRecordsSay()
            throws IOException, NoSuchAlgorithmException {
        byte[] bytes = saved(ledger(5));
        System.arraycopy(bytes, HEAD, bytes, HEAD + 2 * ROW, Win.BYTES);
        byte[] chain = new ClaimLedger(Claims.HUNT, 9).chain();
        for (int record = 0; record < 5; record++) {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(chain);
            sha.update(bytes, HEAD + record * ROW, Win.BYTES);
            chain = sha.digest();
            System.arraycopy(chain, 0, bytes, HEAD + record * ROW + Win.BYTES, chain.length);
        }
        assertThatThrownBy(() -> load(bytes))
                .hasMessageStartingWith(
                        "claim ledger damaged at record 2: the hunter has that key already");
    }

    @Test
    void theChainBeginsWithTheHuntAndTheGroup() {
        assertThat(new ClaimLedger(Claims.HUNT, 1).chain())
                .isNotEqualTo(new ClaimLedger(Claims.HUNT, 2).chain())
                .isNotEqualTo(new ClaimLedger(new Id128(1, 1), 1).chain());
    }

    private static ClaimLedger ledger(int wins) {
        var ledger = new ClaimLedger(Claims.HUNT, 9);
        for (int i = 0; i < wins; i++) {
            ledger.apply(Claims.claim(i, 16L * i, i, 1), Claims.at(i), RULES);
        }
        return ledger;
    }

    private static byte[] saved(ClaimLedger ledger) throws IOException {
        var out = new ByteArrayOutputStream();
        ledger.save(out);
        return out.toByteArray();
    }

    private static ClaimLedger load(byte[] bytes) throws IOException {
        return ClaimLedger.load(new ByteArrayInputStream(bytes));
    }
}
