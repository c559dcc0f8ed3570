package dev.lode.storage.pack;

import java.util.List;
import java.util.Optional;

/// What a check of a whole pack found.
///
/// @param info what the footer says, where it can be read
/// @param bytesChecked how much was read
/// @param damages the places that are damaged, at most as many as asked for
/// @param damagesTotal how many there are
public record VerifyReport(
        Optional<PackInfo> info, long bytesChecked, List<Damage> damages, long damagesTotal) {

    /// Whether nothing is wrong.
    ///
    /// @return true where every check held
    public boolean sound() {
        return damagesTotal == 0;
    }

    /// One damaged page or blob.
    ///
    /// @param section `header`, `directory`, `heads`, `blobs`, `graph`, `keys`, `meta`, `checks`,
    ///   `padding` or `footer`
    /// @param partition that it belongs to, -1 where none
    /// @param ordinal of the room that it belongs to, -1 where none
    /// @param offset of the page or blob in the file
    /// @param bytes its length
    /// @param what is wrong
    public record Damage(
            String section, int partition, int ordinal, long offset, long bytes, String what) {}
}
