package dev.lode.storage.archive;

import dev.lode.base.knob.Settings;
import java.time.Duration;

/// What an [Archiver] is opened with.
///
/// @param prefix what all names begin with
/// @param emulateConditionalPut whether a server that cannot write conditionally will do
/// @param pieceBytes size at which a piece is cut
/// @param pieceAge age at which a piece is cut
/// @param bytesPerSecond most that is sent
/// @param budget log that may wait, bytes
/// @param requestTimeout most that one request may take
/// @param retryMin shortest bound of a wait after a failure
/// @param retryMax longest
/// @param pollEvery how often the groups are looked at
public record ArchiveConfig(
        String prefix,
        boolean emulateConditionalPut,
        int pieceBytes,
        Duration pieceAge,
        long bytesPerSecond,
        long budget,
        Duration requestTimeout,
        Duration retryMin,
        Duration retryMax,
        Duration pollEvery) {
    /// Takes it from the knobs.
    ///
    /// @param settings what was set
    /// @return the configuration
    public static ArchiveConfig of(Settings settings) {
        return new ArchiveConfig(
                settings.get(ArchiveKnobs.PREFIX),
                settings.get(ArchiveKnobs.CONDITIONAL_PUT).equals("emulate"),
                Math.toIntExact(settings.get(ArchiveKnobs.PIECE_BYTES)),
                settings.get(ArchiveKnobs.PIECE_AGE),
                settings.get(ArchiveKnobs.BYTES_PER_SECOND),
                settings.get(ArchiveKnobs.BUDGET),
                settings.get(ArchiveKnobs.REQUEST_TIMEOUT),
                settings.get(ArchiveKnobs.RETRY_MIN),
                settings.get(ArchiveKnobs.RETRY_MAX),
                settings.get(ArchiveKnobs.POLL_EVERY));
    }
}
