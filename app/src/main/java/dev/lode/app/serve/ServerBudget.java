package dev.lode.app.serve;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import dev.lode.base.knob.Settings;
import dev.lode.base.memory.MemoryBudget;
import dev.lode.base.memory.MemoryBudget.Part;
import dev.lode.edge.EdgeMemory;
import dev.lode.node.NodeMemory;
import dev.lode.node.footing.NodeKnobs;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The memory that a node and an edge in this process may need, from knobs and flags of the JVM.
public final class ServerBudget {
    /* Implementation: what no flag bounds was measured by Native Memory Tracking in processes that served (decision
     * 13) and is rounded up: classes, the collector's own tables, stacks and what the JVM needs for itself. */

    private static final long CLASSES_BYTES = 96L << 20;
    private static final long ITSELF_BYTES = 96L << 20;
    private static final double COLLECTOR_SHARE = 0.05;

    private ServerBudget() {}

    /// Adds up a server.
    ///
    /// @param settings what was set
    /// @param data its data folder, which may not be there yet
    /// @return the budget
    /// @throws IOException where the folder cannot be listed
    public static MemoryBudget of(Settings settings, Path data) throws IOException {
        var parts = new ArrayList<Part>();
        parts.addAll(NodeMemory.parts(settings, data));
        parts.addAll(EdgeMemory.parts(settings));
        parts.addAll(jvm());
        Optional<Long> set = settings.get(NodeKnobs.MEMORY_BYTES_MAX);
        return set.isPresent()
                ? new MemoryBudget(parts, set.get(), NodeKnobs.MEMORY_BYTES_MAX.name())
                : new MemoryBudget(parts, systemBytes(), "its control group or the machine");
    }

    private static List<Part> jvm() {
        var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long heap = flag(jvm, "MaxHeapSize");
        return List.of(
                new Part("heap", heap, "-Xmx"),
                new Part(
                        "direct buffers",
                        PlatformDependent.maxDirectMemory(),
                        "-XX:MaxDirectMemorySize, as large as the heap unless set"),
                new Part(
                        "compiled code",
                        flag(jvm, "ReservedCodeCacheSize"),
                        "-XX:ReservedCodeCacheSize"),
                new Part("classes", CLASSES_BYTES, "measured, nothing bounds it"),
                new Part(
                        "garbage collector, stacks, the JVM itself",
                        ITSELF_BYTES + (long) (COLLECTOR_SHARE * heap),
                        "measured, grows with -Xmx"));
    }

    private static long flag(HotSpotDiagnosticMXBean jvm, String name) {
        return Long.parseLong(jvm.getVMOption(name).getValue());
    }

    private static long systemBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
