package dev.lode.content;

import dev.lode.storage.pack.PackInfo;
import java.nio.file.Path;
import java.util.List;

/// A pack that was written.
///
/// @param pack the file
/// @param secret the file that unseals its keys; keep it from everybody until the hunt is over
/// @param info what the pack says of itself
/// @param notes what a person should know, such as leftovers that were removed
public record PackResult(Path pack, Path secret, PackInfo info, List<String> notes) {}
