package dev.lode.content;

import dev.lode.base.knob.Settings;
import java.nio.file.Path;

/// What to pack and where to.
///
/// @param folder the authoring folder
/// @param pack the file to write, NAME.lode; NAME.secret is written beside it
/// @param settings the bounds, as knobs
/// @param fresh whether what a pack that was killed has sorted is thrown away
public record PackRequest(Path folder, Path pack, Settings settings, boolean fresh) {

    /// A request that goes on where a pack that was killed has stopped.
    ///
    /// @param folder the authoring folder
    /// @param pack the file to write
    /// @param settings the bounds, as knobs
    public PackRequest(Path folder, Path pack, Settings settings) {
        this(folder, pack, settings, false);
    }
}
