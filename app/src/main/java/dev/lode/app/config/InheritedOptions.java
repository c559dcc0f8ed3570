package dev.lode.app.config;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.management.VMOption;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.util.NettyRuntime;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import net.jpountz.lz4.LZ4Factory;

/// The options of JVM, libraries and system that decide how Lode runs, as they are in effect in
/// this process. The launcher gives `config explain` the flags of a server.
public final class InheritedOptions {
    private InheritedOptions() {}

    /// Reads them.
    ///
    /// @return JVM first, then libraries, then the system
    public static List<InheritedOption> inEffect() {
        var options = new ArrayList<InheritedOption>();
        addRuntime(options);
        addFlags(options);
        addNatives(options);
        addNetty(options);
        addSystem(options);
        return options;
    }

    private static void addRuntime(List<InheritedOption> options) {
        var collectors =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(", "));
        options.add(
                new InheritedOption(
                        "java", Runtime.version().toString(), "JAVA_HOME", "the JVM that runs"));
        options.add(
                new InheritedOption(
                        "garbage collector", collectors, "launcher", "who collects the heap"));
        options.add(
                new InheritedOption(
                        "processors",
                        Integer.toString(Runtime.getRuntime().availableProcessors()),
                        "system",
                        "cores the JVM sees; loops and I/O threads are counted by it"));
        options.add(
                new InheritedOption(
                        "JVM arguments",
                        String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()),
                        "launcher, JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS",
                        "everything given to this JVM"));
    }

    private static void addFlags(List<InheritedOption> options) {
        var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        addFlag(options, jvm, "MaxHeapSize", "most heap; 25 % of the memory unless set by -Xmx");
        addFlag(
                options,
                jvm,
                "InitialHeapSize",
                "heap taken at start; 1/64 of the memory unless set");
        addFlag(
                options,
                jvm,
                "SoftMaxHeapSize",
                "GC trigger: ZGC keeps the heap below this if it can");
        addFlag(
                options,
                jvm,
                "ZAllocationSpikeTolerance",
                "GC trigger: how much faster than average allocation may become");
        addFlag(
                options,
                jvm,
                "ZCollectionInterval",
                "GC trigger: seconds between collections; 0 here is the JVM's word for none");
        addFlag(options, jvm, "ZProactive", "GC trigger: collects also when idle");
        addFlag(
                options,
                jvm,
                "ZUncommitDelay",
                "seconds until unused heap goes back to the system");
        addFlag(options, jvm, "ConcGCThreads", "threads that collect beside the program");
        addFlag(options, jvm, "ParallelGCThreads", "threads that collect in a pause");
        addFlag(options, jvm, "UseCompactObjectHeaders", "8-byte object headers");
        addFlag(options, jvm, "AlwaysPreTouch", "touches the whole heap at start");
        addFlag(options, jvm, "ExitOnOutOfMemoryError", "ends instead of limping on");
        addFlag(options, jvm, "HeapDumpOnOutOfMemoryError", "writes a heap dump first");
        addFlag(
                options,
                jvm,
                "MaxDirectMemorySize",
                "most memory in direct buffers; 0 here is the JVM's word for as much as the heap");
        addFlag(options, jvm, "ReservedCodeCacheSize", "most compiled code");
        addFlag(options, jvm, "UseTransparentHugePages", "huge pages for the heap");
    }

    private static void addFlag(
            List<InheritedOption> options,
            HotSpotDiagnosticMXBean jvm,
            String name,
            String meaning) {
        VMOption flag = jvm.getVMOption(name);
        options.add(new InheritedOption(name, flag.getValue(), originOf(flag), meaning));
    }

    private static String originOf(VMOption flag) {
        return switch (flag.getOrigin()) {
            case DEFAULT -> "JVM default";
            case ERGONOMIC -> "JVM, from the machine";
            case VM_CREATION -> "launcher";
            case ENVIRON_VAR -> "environment";
            case MANAGEMENT, ATTACH_ON_DEMAND -> "set while running";
            case CONFIG_FILE -> "JVM settings file";
            case OTHER -> "JVM";
        };
    }

    private static void addNatives(List<InheritedOption> options) {
        options.add(
                new InheritedOption(
                        "io_uring",
                        IoUring.isAvailable()
                                ? "available"
                                : "missing: " + IoUring.unavailabilityCause(),
                        "system and Netty",
                        "the transport of edges, where it is available"));
        options.add(
                new InheritedOption(
                        "epoll",
                        Epoll.isAvailable()
                                ? "available"
                                : "missing: " + Epoll.unavailabilityCause(),
                        "system and Netty",
                        "the transport of edges where io_uring is missing; without both, NIO"));
        options.add(
                new InheritedOption(
                        "lz4",
                        LZ4Factory.fastestInstance().toString(),
                        "lz4-java",
                        "who decodes blobs"));
    }

    private static void addNetty(List<InheritedOption> options) {
        var buffers = PooledByteBufAllocator.DEFAULT.metric();
        options.add(
                netty(
                        "io.netty.availableProcessors",
                        Integer.toString(NettyRuntime.availableProcessors()),
                        "cores that Netty counts by"));
        options.add(
                netty(
                        "io.netty.allocator.numDirectArenas",
                        Integer.toString(buffers.numDirectArenas()),
                        "pools of direct buffers"));
        options.add(
                netty(
                        "io.netty.allocator.chunkSize",
                        Integer.toString(buffers.chunkSize()),
                        "bytes by which a pool grows"));
        options.add(
                netty(
                        "io.netty.maxDirectMemory",
                        Long.toString(PlatformDependent.maxDirectMemory()),
                        "most bytes in Netty's direct buffers"));
        options.add(
                netty(
                        "io.netty.leakDetection.level",
                        ResourceLeakDetector.getLevel().name().toLowerCase(Locale.ROOT),
                        "how many buffers are watched for leaks"));
    }

    private static InheritedOption netty(String name, String value, String meaning) {
        String origin = System.getProperty(name) == null ? "Netty default" : "-D" + name;
        return new InheritedOption(name, value, origin, meaning);
    }

    private static void addSystem(List<InheritedOption> options) {
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean system) {
            options.add(
                    new InheritedOption(
                            "open files",
                            Long.toString(system.getMaxFileDescriptorCount()),
                            "system (ulimit -n)",
                            "most connections and files at once"));
            options.add(
                    new InheritedOption(
                            "memory",
                            Long.toString(system.getTotalMemorySize()),
                            "system or its control group",
                            "bytes this process may use at most"));
        }
    }
}
