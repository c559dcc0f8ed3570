package dev.lode.content;

import dev.lode.base.knob.Settings;
import java.nio.file.Path;

/// What synthetic hunt to generate and where to.
///
/// @param folder the authoring folder to write; made if missing, refused where it holds a hunt
/// @param name the hunt's name
/// @param rooms how many rooms, at least 1
/// @param cells how many cells, at least one for each key
/// @param keys how many hidden keys, each with a prize
/// @param seed the same seed gives the same bytes
/// @param inOrder whether cells stand in the order of the pack, or so that packing has much to sort
/// @param settings the bounds, as knobs
public record GenerateRequest(
        Path folder,
        String name,
        long rooms,
        long cells,
        long keys,
        long seed,
        boolean inOrder,
        Settings settings) {

    /// A request for cells that packing has to sort.
    ///
    /// @param folder the authoring folder to write
    /// @param name the hunt's name
    /// @param rooms how many rooms
    /// @param cells how many cells
    /// @param keys how many hidden keys
    /// @param seed the same seed gives the same bytes
    /// @param settings the bounds, as knobs
    public GenerateRequest(
            Path folder,
            String name,
            long rooms,
            long cells,
            long keys,
            long seed,
            Settings settings) {
        this(folder, name, rooms, cells, keys, seed, false, settings);
    }
}
