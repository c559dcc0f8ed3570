package dev.lode.bench.index;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that starts a class of the benchmark in a JVM of its own.
final class ChildJvm {
    private ChildJvm() {}

    /// Makes the command: this JVM, its flags and class path.
    ///
    /// @param main the class
    /// @param flags more of them; later ones win
    /// @param args of the class
    /// @return the command
    static List<String> command(Class<?> main, List<String> flags, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        List<String> mine = ManagementFactory.getRuntimeMXBean().getInputArguments();
        boolean collects = flags.stream().anyMatch(ChildJvm::choosesCollector);
        for (String flag : mine) {
            if (!(collects && choosesCollector(flag))) {
                command.add(flag);
            }
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(main.getName());
        command.addAll(args);
        return command;
    }

    private static boolean choosesCollector(String flag) {
        return flag.matches("-XX:\\+Use\\w+GC");
    }
}
