package dev.lode.content;

import dev.lode.base.knob.Settings;
import java.nio.file.Path;

/// What to pack and where to.
///
/// @param folder the authoring folder
/// @param pack the file to write, NAME.lode; NAME.secret is written beside it
/// @param settings the bounds, as knobs
public record PackRequest(Path folder, Path pack, Settings settings) {}
