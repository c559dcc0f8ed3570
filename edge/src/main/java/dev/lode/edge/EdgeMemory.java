package dev.lode.edge;

import dev.lode.base.knob.Settings;
import dev.lode.base.memory.MemoryBudget.Part;
import java.util.List;

/// What an edge may need off heap, from its knobs; what waits for slow clients lies in the direct
/// buffers that the JVM bounds.
public final class EdgeMemory {
    private EdgeMemory() {}

    /// The parts of the budget.
    ///
    /// @param settings what was set
    /// @return the parts
    public static List<Part> parts(Settings settings) {
        return List.of(
                new Part(
                        "rings of the I/O threads",
                        settings.get(EdgeKnobs.IO_THREADS) * settings.get(EdgeKnobs.INBOX_BYTES),
                        EdgeKnobs.INBOX_BYTES.name() + ", " + EdgeKnobs.IO_THREADS.name()));
    }
}
