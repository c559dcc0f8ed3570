package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.game.Rules;
import dev.lode.game.claim.Claim;
import dev.lode.wire.HuntState;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// An entry of a claim group's log: the state of one hunt, or many claims; docs/format/claims.md.
/// Added cells are a [CellsEntry].
///
/// Threads: a builder is owned by one; reading is static.
final class ClaimEntry {
    static final int FORMAT = 1;
    static final int STATE = 1;
    static final int CLAIMS = 2;

    static final int HEAD = 16;
    static final int STATE_BYTES = 80;
    static final int CLAIM_BYTES = 88;

    private static final long TYPE = 1;
    private static final long COUNT = 4;
    private static final long MILLIS = 8;

    private final byte[] bytes;
    private final MemorySegment memory;
    private int count;

    ClaimEntry(int claimsMax) {
        bytes = new byte[HEAD + claimsMax * CLAIM_BYTES];
        memory = MemorySegment.ofArray(bytes);
    }

    /// What a group must know of a hunt.
    ///
    /// @param hunt its id
    /// @param version rises with every change
    /// @param state its state
    /// @param rules fixed for ever
    record HuntStanding(Id128 hunt, long version, HuntState state, Rules rules) {}

    int count() {
        return count;
    }

    void add(Id128 hunt, Claim claim) {
        long at = HEAD + (long) count * CLAIM_BYTES;
        hunt.write(memory, at);
        claim.hunter().write(memory, at + 16);
        claim.claimId().write(memory, at + 32);
        memory.set(Layouts.I64, at + 48, claim.cell());
        memory.set(Layouts.I64, at + 56, claim.roomFp());
        memory.set(Layouts.I64, at + 64, claim.issuedMillis());
        memory.set(Layouts.I64, at + 72, claim.receiptMillis());
        memory.set(Layouts.I32, at + 80, claim.prize());
        memory.set(Layouts.I32, at + 84, claim.stock());
        count++;
    }

    /// Ends the entry and begins the next.
    ///
    /// @param groupMillis group time of every claim in it
    /// @return the bytes to propose
    byte[] take(long groupMillis) {
        head(memory, CLAIMS, count, groupMillis);
        byte[] entry = Arrays.copyOf(bytes, HEAD + count * CLAIM_BYTES);
        count = 0;
        return entry;
    }

    static byte[] state(HuntStanding standing, long groupMillis) {
        byte[] entry = new byte[HEAD + STATE_BYTES];
        MemorySegment memory = MemorySegment.ofArray(entry);
        head(memory, STATE, 1, groupMillis);
        write(standing, memory, HEAD);
        return entry;
    }

    static void write(HuntStanding standing, MemorySegment memory, long at) {
        standing.hunt().write(memory, at);
        memory.set(Layouts.I64, at + 16, standing.version());
        memory.set(Layouts.I64, at + 24, standing.state().code());
        Rules rules = standing.rules();
        memory.set(Layouts.I64, at + 32, rules.cooldownMillis());
        memory.set(Layouts.I32, at + 40, rules.digsPerMinute());
        memory.set(Layouts.I32, at + 44, rules.digBurst());
        memory.set(Layouts.I64, at + 48, rules.ticketLifeMillis());
        memory.set(Layouts.I64, at + 56, rules.claimRetryMaxMillis());
        memory.set(Layouts.I64, at + 64, rules.pointsPerKey());
        memory.set(Layouts.I64, at + 72, rules.pointsPerDig());
    }

    static HuntStanding standing(MemorySegment memory, long at) {
        return new HuntStanding(
                Id128.read(memory, at),
                memory.get(Layouts.I64, at + 16),
                HuntState.of((int) memory.get(Layouts.I64, at + 24)),
                new Rules(
                        memory.get(Layouts.I64, at + 32),
                        memory.get(Layouts.I32, at + 40),
                        memory.get(Layouts.I32, at + 44),
                        memory.get(Layouts.I64, at + 48),
                        memory.get(Layouts.I64, at + 56),
                        memory.get(Layouts.I64, at + 64),
                        memory.get(Layouts.I64, at + 72)));
    }

    /// The type of an entry that is whole.
    ///
    /// @throws IllegalArgumentException where it is none of ours
    static int type(MemorySegment entry) {
        long size = entry.byteSize();
        if (size >= HEAD && entry.get(Layouts.I8, 0) == FORMAT) {
            int type = entry.get(Layouts.I8, TYPE);
            boolean whole =
                    switch (type) {
                        case STATE -> size == HEAD + (long) STATE_BYTES * claims(entry);
                        case CLAIMS -> size == HEAD + (long) CLAIM_BYTES * claims(entry);
                        case CellsEntry.TYPE -> CellsEntry.isWhole(entry);
                        default -> false;
                    };
            if (whole) {
                return type;
            }
        }
        throw new IllegalArgumentException(
                "an entry of a claim group's log of "
                        + size
                        + " bytes is not of format "
                        + FORMAT
                        + ": it was written by a newer Lode, or to another group");
    }

    static int claims(MemorySegment entry) {
        return entry.get(Layouts.I32, COUNT);
    }

    static long groupMillis(MemorySegment entry) {
        return entry.get(Layouts.I64, MILLIS);
    }

    static Id128 hunt(MemorySegment entry, int number) {
        return Id128.read(entry, HEAD + (long) number * CLAIM_BYTES);
    }

    static Claim claim(MemorySegment entry, int number) {
        long at = HEAD + (long) number * CLAIM_BYTES;
        return new Claim(
                Id128.read(entry, at + 16),
                entry.get(Layouts.I64, at + 48),
                Id128.read(entry, at + 32),
                entry.get(Layouts.I64, at + 56),
                entry.get(Layouts.I32, at + 80),
                entry.get(Layouts.I32, at + 84),
                entry.get(Layouts.I64, at + 64),
                entry.get(Layouts.I64, at + 72));
    }

    static void head(MemorySegment memory, int type, int count, long groupMillis) {
        memory.set(Layouts.I32, 0, FORMAT | type << 8);
        memory.set(Layouts.I32, COUNT, count);
        memory.set(Layouts.I64, MILLIS, groupMillis);
    }
}
