package dev.lode.bench;

import java.util.List;

/// What a run was measured on.
///
/// @param cores that the JVM may use
/// @param kernel name and release
/// @param jdk vendor's version of the JVM
/// @param flags that the measured JVMs were started with
public record Machine(int cores, String kernel, String jdk, List<String> flags) {
    /// The machine that this runs on.
    ///
    /// @param flags of the JVMs that are measured
    /// @return as the JVM and the system tell
    public static Machine here(List<String> flags) {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor.version", System.getProperty("java.vendor"))
                        + " "
                        + System.getProperty("java.vm.version"),
                flags);
    }
}
