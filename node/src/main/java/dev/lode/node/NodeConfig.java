package dev.lode.node;

import dev.lode.base.knob.Settings;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.storage.archive.ArchiveStores;
import java.io.IOException;
import java.nio.file.Path;

/// What a node is opened with.
///
/// @param data its data folder
/// @param settings values of all knobs
/// @param tokens verifies hunters' tokens
/// @param millis hunt time
/// @param nanos time for waits
/// @param archives opens the store of the archive, where the knobs turn it on
public record NodeConfig(
        Path data,
        Settings settings,
        HunterTokens tokens,
        MillisClock millis,
        NanoClock nanos,
        ArchiveStores archives) {
    private static final ArchiveStores NONE =
            _ -> {
                throw new IOException("this program has no client for the archive's servers");
            };

    /// A node that has no client for an archive.
    ///
    /// @param data its data folder
    /// @param settings values of all knobs
    /// @param tokens verifies hunters' tokens
    /// @param millis hunt time
    /// @param nanos time for waits
    public NodeConfig(
            Path data,
            Settings settings,
            HunterTokens tokens,
            MillisClock millis,
            NanoClock nanos) {
        this(data, settings, tokens, millis, nanos, NONE);
    }

    /// A node that reads the clocks of the machine.
    ///
    /// @param data its data folder
    /// @param settings values of all knobs
    /// @param tokens verifies hunters' tokens
    /// @param archives opens the store of the archive
    public NodeConfig(Path data, Settings settings, HunterTokens tokens, ArchiveStores archives) {
        this(data, settings, tokens, MillisClock.SYSTEM, NanoClock.SYSTEM, archives);
    }

    /// A node that reads the clocks of the machine and has no client for an archive.
    ///
    /// @param data its data folder
    /// @param settings values of all knobs
    /// @param tokens verifies hunters' tokens
    public NodeConfig(Path data, Settings settings, HunterTokens tokens) {
        this(data, settings, tokens, NONE);
    }
}
