package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.game.Rules;

/// Claims to test with.
final class Claims {
    static final Rules RULES = new Rules(200, 240, 20, 30_000, 600_000, 100, 0);
    static final Id128 HUNT = Id128.parse("101112131415161718191a1b1c1d1e1f");
    static final long NOW = 1_767_225_600_000L;

    private Claims() {}

    static Id128 hunter(int number) {
        return new Id128(0xA0, number);
    }

    static Id128 id(int number) {
        return new Id128(0xC0, number);
    }

    /// A claim of a fresh ticket, just received.
    static Claim claim(int hunter, long cell, int id, int stock) {
        return new Claim(hunter(hunter), cell, id(id), cell >>> 4, 7, stock, NOW, NOW);
    }

    static Moment at(long index) {
        return new Moment(index, 0, NOW, true);
    }
}
