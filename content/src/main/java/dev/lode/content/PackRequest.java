package dev.lode.content;

import java.nio.file.Path;

/// What to pack and where to.
///
/// @param folder the authoring folder
/// @param pack the file to write, NAME.lode; NAME.secret is written beside it
/// @param tempFolder where cells are sorted; the same disk as `pack` is a good choice
/// @param limits the bounds
public record PackRequest(Path folder, Path pack, Path tempFolder, Limits limits) {}
