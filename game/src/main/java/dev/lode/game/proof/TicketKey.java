package dev.lode.game.proof;

/// A numbered secret that signs tickets.
///
/// Threads: immutable.
public final class TicketKey {
    private final int number;
    private final byte[] secret;

    /// Names a secret.
    ///
    /// @param number of the key; those known at one time differ in their low 8 bits
    /// @param secret 32 bytes, copied
    public TicketKey(int number, byte[] secret) {
        if (secret.length != Seal.SECRET) {
            throw new IllegalArgumentException(
                    "a ticket key has " + Seal.SECRET + " bytes, not " + secret.length);
        }
        this.number = number;
        this.secret = secret.clone();
    }

    /// The number.
    ///
    /// @return rises by one with each rotation
    public int number() {
        return number;
    }

    /// The part of the number that a ticket carries.
    ///
    /// @return 0 to 255
    int version() {
        return number & 0xFF;
    }

    byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "ticket key " + number;
    }
}
