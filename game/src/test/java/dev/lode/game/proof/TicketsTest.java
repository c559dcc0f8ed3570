package dev.lode.game.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lode.base.Id128;
import dev.lode.game.hunter.Golden;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final TicketKey KEY = new TicketKey(258, Golden.secret(0));
    private static final TicketKey NEXT = new TicketKey(259, Golden.secret(50));
    private static final Id128 HUNTER = Golden.HUNTER;

    private final byte[] bytes = new byte[Tickets.BYTES];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);
    private final Tickets tickets = new Tickets(Golden.HUNT, List.of(KEY), 258);

    @Test
    void theBytesAreThoseOfTheFormat() {
        issue(tickets);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo(
                        "0102000003000000393070500000efbe7ba8da769b0100001100000000000000"
                                + "dbef0d09af9582bf97a0f997d79a9745");
        assertThat(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))
                .isEqualTo("AQIAAAMAAAA5MHBQAADvvnuo2nabAQAAEQAAAAAAAADb7w0Jr5WCv5eg-ZfXmpdF");
    }

    @Test
    void aTicketSaysWhatItWasIssuedFor() {
        issue(tickets);
        assertThat(Tickets.cellKey(memory, 0)).isEqualTo(Golden.CELL);
        assertThat(Tickets.stock(memory, 0)).isEqualTo(3);
        assertThat(Tickets.prize(memory, 0)).isEqualTo(17);
        assertThat(Tickets.issuedMillis(memory, 0)).isEqualTo(Golden.MILLIS);
        assertThat(verify(tickets)).isEqualTo(Proof.VALID);
    }

    @Test
    void aTicketWithAnyBitChangedIsRefused() {
        issue(tickets);
        for (int bit = 0; bit < Tickets.BYTES * 8; bit++) {
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
            assertThat(verify(tickets)).as("bit %s", bit).isNotEqualTo(Proof.VALID);
            bytes[bit >>> 3] ^= (byte) (1 << (bit & 7));
        }
        assertThat(verify(tickets)).isEqualTo(Proof.VALID);
    }

    @Test
    void aTicketOfAnotherHunterIsForged() {
        issue(tickets);
        assertThat(tickets.verify(memory, 0, Tickets.BYTES, HUNTER.high(), HUNTER.low() + 1))
                .isEqualTo(Proof.FORGED);
        assertThat(tickets.verify(memory, 0, Tickets.BYTES, HUNTER.high() + 1, HUNTER.low()))
                .isEqualTo(Proof.FORGED);
    }

    @Test
    void aTicketOfTheRehearsalOfTheSameHuntIsForged() {
        issue(new Tickets(new Id128(1, 2), List.of(KEY), 258));
        assertThat(verify(tickets)).isEqualTo(Proof.FORGED);
    }

    @Test
    void aTicketOfAnotherLengthOrFormIsMalformed() {
        issue(tickets);
        assertThat(tickets.verify(memory, 0, 47, HUNTER.high(), HUNTER.low()))
                .isEqualTo(Proof.MALFORMED);
        assertThat(tickets.verify(memory, 0, 0, HUNTER.high(), HUNTER.low()))
                .isEqualTo(Proof.MALFORMED);
        for (int at : new int[] {0, 2, 3, 28, 31}) {
            issue(tickets);
            bytes[at] ^= 4;
            assertThat(verify(tickets)).isEqualTo(Proof.MALFORMED);
        }
        issue(tickets);
        bytes[7] = (byte) 0x80; // a negative stock
        assertThat(verify(tickets)).isEqualTo(Proof.MALFORMED);
        bytes[7] = 0;
        bytes[4] = 0; // a stock of 0
        assertThat(verify(tickets)).isEqualTo(Proof.MALFORMED);
    }

    @Test
    void ticketsOfThePreviousAndTheNextKeyAreGoodWhileThoseAreKnown() {
        var rotated = new Tickets(Golden.HUNT, List.of(KEY, NEXT), 259);
        issue(tickets);
        assertThat(verify(rotated)).isEqualTo(Proof.VALID);
        issue(rotated);
        assertThat(bytes[1]).isEqualTo((byte) 3);
        assertThat(verify(rotated)).isEqualTo(Proof.VALID);
        assertThat(verify(tickets)).isEqualTo(Proof.UNKNOWN_KEY);
        assertThat(verify(new Tickets(Golden.HUNT, List.of(KEY, NEXT), 258)))
                .isEqualTo(Proof.VALID);
    }

    @Test
    void keysThatCannotBeToldApartAreRefused() {
        var alike = List.of(KEY, new TicketKey(2, Golden.secret(1)));
        assertThatThrownBy(() -> new Tickets(Golden.HUNT, alike, 258))
                .hasMessageContaining("low 8 bits");
        assertThatThrownBy(() -> new Tickets(Golden.HUNT, List.of(KEY), 2))
                .hasMessage("ticket key 2 is not among [ticket key 258]");
        assertThatThrownBy(() -> new TicketKey(1, new byte[31]))
                .hasMessage("a ticket key has 32 bytes, not 31");
    }

    private void issue(Tickets issuer) {
        issuer.issue(memory, 0, HUNTER.high(), HUNTER.low(), Golden.CELL, 3, 17, Golden.MILLIS);
    }

    private Proof verify(Tickets verifier) {
        return verifier.verify(memory, 0, Tickets.BYTES, HUNTER.high(), HUNTER.low());
    }
}
