package dev.lode.storage.pack;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /// A file that is damaged as a whole for a partition.
    ///
    /// @param section which part of it
    /// @param partition that it belongs to
    /// @param what is wrong
    /// @return the report of that one damage
    public static VerifyReport of(String section, int partition, String what) {
        return new VerifyReport(
                Optional.empty(), 0, List.of(new Damage(section, partition, -1, 0, 0, what)), 1);
    }

    /// What two checks of parts of one file found.
    ///
    /// @param other of another part
    /// @param damagesMax how many damages are named
    /// @return both together
    public VerifyReport and(VerifyReport other, int damagesMax) {
        return new VerifyReport(
                info,
                bytesChecked + other.bytesChecked,
                Stream.concat(damages.stream(), other.damages.stream()).limit(damagesMax).toList(),
                damagesTotal + other.damagesTotal);
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
