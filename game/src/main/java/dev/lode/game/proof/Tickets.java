package dev.lode.game.proof;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Issues and checks the tickets of one hunt: 48 bytes that say which hunter dug which key, and
/// when.
///
/// Threads: owned by one. Allocates nothing after it is made; a rotation makes a new one. Format:
/// docs/format/ticket.md.
public final class Tickets {
    /// Bytes of a ticket.
    public static final int BYTES = 48;

    static final int FORMAT = 1;

    private static final long VERSION = 1;
    private static final long ZERO16 = 2;
    private static final long STOCK = 4;
    private static final long CELL = 8;
    private static final long ISSUED = 16;
    private static final long PRIZE = 24;
    private static final long ZERO32 = 28;
    private static final int MAC = 32;

    private final @Nullable Seal[] byVersion = new @Nullable Seal[256];
    private final Seal signing;
    private final int version;

    /// Takes the ticket keys that are known now.
    ///
    /// @param hunt id of the hunt
    /// @param known at least the current and the previous key; the next one too, before anybody
    ///   signs with it
    /// @param current number of the key to sign with, one of `known`
    public Tickets(Id128 hunt, List<TicketKey> known, int current) {
        for (TicketKey key : known) {
            if (byVersion[key.version()] != null) {
                throw new IllegalArgumentException(
                        key + " and another known one have the same low 8 bits");
            }
            byVersion[key.version()] =
                    new Seal("lode.ticket.1", hunt, Id128.BYTES + MAC, key.secret());
        }
        Seal seal = byVersion[current & 0xFF];
        if (seal == null || known.stream().noneMatch(key -> key.number() == current)) {
            throw new IllegalArgumentException("ticket key " + current + " is not among " + known);
        }
        signing = seal;
        version = current & 0xFF;
    }

    /// Writes a ticket.
    ///
    /// @param memory where to
    /// @param offset of its first byte
    /// @param hunterHigh upper half of the hunter's id
    /// @param hunterLow lower half
    /// @param cellKey the cell of the key
    /// @param stock of the prize, at least 1
    /// @param prize index of the prize in the hunt
    /// @param nowMillis hunt time
    public void issue(
            MemorySegment memory,
            long offset,
            long hunterHigh,
            long hunterLow,
            long cellKey,
            int stock,
            int prize,
            long nowMillis) {
        assert stock > 0 : stock;
        memory.set(Layouts.I8, offset, (byte) FORMAT);
        memory.set(Layouts.I8, offset + VERSION, (byte) version);
        memory.set(Layouts.I16, offset + ZERO16, (short) 0);
        memory.set(Layouts.I32, offset + STOCK, stock);
        memory.set(Layouts.I64, offset + CELL, cellKey);
        memory.set(Layouts.I64, offset + ISSUED, nowMillis);
        memory.set(Layouts.I32, offset + PRIZE, prize);
        memory.set(Layouts.I32, offset + ZERO32, 0);
        signing.begin(hunterHigh, hunterLow)
                .put(memory, offset, MAC)
                .write(memory, offset + MAC, Seal.BYTES);
    }

    /// Checks a ticket; its age is for the ledger to judge.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @param length of it
    /// @param hunterHigh upper half of the id of the hunter who presents it
    /// @param hunterLow lower half
    /// @return VALID, MALFORMED, UNKNOWN_KEY or FORGED
    public Proof verify(
            MemorySegment memory, long offset, long length, long hunterHigh, long hunterLow) {
        if (length != BYTES
                || memory.get(Layouts.I8, offset) != FORMAT
                || memory.get(Layouts.I16, offset + ZERO16) != 0
                || memory.get(Layouts.I32, offset + ZERO32) != 0
                || stock(memory, offset) < 1
                || prize(memory, offset) < 0) {
            return Proof.MALFORMED;
        }
        Seal seal = byVersion[memory.get(Layouts.I8, offset + VERSION) & 0xFF];
        if (seal == null) {
            return Proof.UNKNOWN_KEY;
        }
        return seal.begin(hunterHigh, hunterLow)
                        .put(memory, offset, MAC)
                        .matches(memory, offset + MAC)
                ? Proof.VALID
                : Proof.FORGED;
    }

    /// The cell of a ticket's key.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return the cell key
    public static long cellKey(MemorySegment memory, long offset) {
        return memory.get(Layouts.I64, offset + CELL);
    }

    /// The stock of a ticket's prize.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return at least 1 in a valid ticket
    public static int stock(MemorySegment memory, long offset) {
        return memory.get(Layouts.I32, offset + STOCK);
    }

    /// The prize of a ticket.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return its index in the hunt
    public static int prize(MemorySegment memory, long offset) {
        return memory.get(Layouts.I32, offset + PRIZE);
    }

    /// When a ticket was issued.
    ///
    /// @param memory holds it
    /// @param offset of its first byte
    /// @return hunt time, milliseconds since 1970 UTC
    public static long issuedMillis(MemorySegment memory, long offset) {
        return memory.get(Layouts.I64, offset + ISSUED);
    }

    long macsMade() {
        return signing.made();
    }
}
