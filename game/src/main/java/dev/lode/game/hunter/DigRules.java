package dev.lode.game.hunter;

import dev.lode.game.Rules;
import java.lang.foreign.MemorySegment;

/// The price of a dig: a cooldown and a bucket of digs, charged before the cell is read.
///
/// Threads: none of its own; works on the caller's slot. A result is one long: [#CHARGED], or a
/// reason and a wait. A client that waits as long as it is told is charged then, whatever it was
/// told for, unless it dug elsewhere meanwhile. Time that runs backwards costs a hunter at most one
/// cooldown and one empty bucket, and gives nothing.
public final class DigRules {
    /* Implementation: the bucket is the generic cell rate algorithm (ITU-T I.371): one number, the time at which it
     * will be full again, in microseconds so that 7 digs a minute do not drift. A dig moves it on by one interval; it
     * may lie at most `burst` intervals ahead. Numbers that lie further ahead than the rules can put them come from a
     * clock that was set back: they are pulled back, in the slot too, for else each refusal would begin the wait anew. */

    /// The dig is paid for.
    public static final long CHARGED = 0;

    /// Reason: the cooldown has not passed.
    public static final int COOLDOWN = 1;

    /// Reason: the bucket is empty.
    public static final int RATE = 2;

    private static final int REASON_BITS = 2;
    private static final long MINUTE_MICROS = 60_000_000L;

    private DigRules() {}

    /// Charges a dig, or says why not and how long to wait.
    ///
    /// @param slot memory of the hunter's slot
    /// @param offset of its first byte
    /// @param nowMillis hunt time
    /// @param rules of the hunt
    /// @return [#CHARGED], else a result for [#reason] and [#waitMillis]
    public static long charge(MemorySegment slot, long offset, long nowMillis, Rules rules) {
        long start = HunterSlot.cooldownStart(slot, offset);
        if (start > nowMillis) {
            start = nowMillis;
            HunterSlot.cooldownStart(slot, offset, start);
        }
        long cooldownWait =
                start == HunterSlot.NEVER
                        ? 0
                        : Math.max(0, start + rules.cooldownMillis() - nowMillis);

        long interval = intervalMicros(rules);
        long now = nowMillis * 1000;
        long full = Math.max(HunterSlot.bucketFullMicros(slot, offset), now);
        long emptiest = now + interval * rules.digBurst();
        if (full > emptiest) {
            full = emptiest;
            HunterSlot.bucketFullMicros(slot, offset, full);
        }
        long rateWait = Math.max(0, full + interval - emptiest + 999) / 1000;

        if (cooldownWait > 0 || rateWait > 0) {
            return cooldownWait >= rateWait
                    ? cooldownWait << REASON_BITS | COOLDOWN
                    : rateWait << REASON_BITS | RATE;
        }
        HunterSlot.cooldownStart(slot, offset, nowMillis);
        HunterSlot.bucketFullMicros(slot, offset, full + interval);
        return CHARGED;
    }

    /// Why a dig was not charged.
    ///
    /// @param result of [#charge], not [#CHARGED]
    /// @return [#COOLDOWN] or [#RATE]
    public static int reason(long result) {
        return (int) result & (1 << REASON_BITS) - 1;
    }

    /// How long to wait before the next try.
    ///
    /// @param result of [#charge]
    /// @return milliseconds, 0 where it was charged
    public static long waitMillis(long result) {
        return result >>> REASON_BITS;
    }

    /// Takes over a state from an earlier tenure: the cooldown counts as just begun and the bucket
    /// as empty, for that state may be older than the hunter's last dig.
    ///
    /// @param slot memory of the hunter's slot
    /// @param offset of its first byte
    /// @param nowMillis hunt time
    /// @param rules of the hunt
    public static void takeOver(MemorySegment slot, long offset, long nowMillis, Rules rules) {
        HunterSlot.cooldownStart(slot, offset, nowMillis);
        HunterSlot.bucketFullMicros(
                slot, offset, nowMillis * 1000 + intervalMicros(rules) * rules.digBurst());
    }

    private static long intervalMicros(Rules rules) {
        return (MINUTE_MICROS + rules.digsPerMinute() - 1) / rules.digsPerMinute();
    }
}
