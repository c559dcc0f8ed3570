package dev.lode.node;

import dev.lode.base.knob.Settings;
import dev.lode.base.time.MillisClock;
import dev.lode.base.time.NanoClock;
import dev.lode.membership.auth.HunterTokens;
import java.nio.file.Path;

/// What a node is opened with.
///
/// @param data its data folder
/// @param settings values of all knobs
/// @param tokens verifies hunters' tokens
/// @param millis hunt time
/// @param nanos time for waits
public record NodeConfig(
        Path data, Settings settings, HunterTokens tokens, MillisClock millis, NanoClock nanos) {
    /// A node that reads the clocks of the machine.
    ///
    /// @param data its data folder
    /// @param settings values of all knobs
    /// @param tokens verifies hunters' tokens
    public NodeConfig(Path data, Settings settings, HunterTokens tokens) {
        this(data, settings, tokens, MillisClock.SYSTEM, NanoClock.SYSTEM);
    }
}
