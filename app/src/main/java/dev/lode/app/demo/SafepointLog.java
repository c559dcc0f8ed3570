package dev.lode.app.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/// The safepoint and GC log of this JVM, switched on at run time and read back.
///
/// "At safepoint" is what the collector cost every thread; "reaching" is the scheduler's share and
/// is given apart. Source of the figures: unified logging (JEP 158), tags `safepoint` and `gc`,
/// both at level info.
public final class SafepointLog {
    private static final Pattern LINE =
            Pattern.compile(
                    "Safepoint \"(\\w+)\".*Reaching safepoint:\\s+(\\d+) ns.*At safepoint:\\s+(\\d+) ns");
    private static final Pattern STALL = Pattern.compile("Allocation Stall \\(.*\\) ([0-9.]+)ms");

    private final Path file;
    private long linesBefore;

    private SafepointLog(Path file) {
        this.file = file;
    }

    /// What the log says.
    ///
    /// @param safepoints how many there were
    /// @param atMillisMax the longest stop
    /// @param reachingMillisMax the longest way to one
    /// @param longest what the longest stop was for
    /// @param stalls how many allocations had to wait for the collector
    public record Summary(
            long safepoints,
            double atMillisMax,
            double reachingMillisMax,
            String longest,
            long stalls) {}

    /// Switches the log on.
    ///
    /// @param file where it goes
    /// @return the log
    /// @throws IOException where the JVM refuses
    public static SafepointLog start(Path file) throws IOException {
        try {
            var name = new ObjectName("com.sun.management:type=DiagnosticCommand");
            String[] words = {
                "output=" + file.toAbsolutePath(),
                "what=safepoint=info,gc=info",
                "decorators=uptime"
            };
            Object answer =
                    ManagementFactory.getPlatformMBeanServer()
                            .invoke(
                                    name,
                                    "vmLog",
                                    new Object[] {words},
                                    new String[] {String[].class.getName()});
            if (answer != null && !answer.toString().isBlank()) {
                throw new IOException("the JVM does not log to " + file + ": " + answer);
            }
            return new SafepointLog(file);
        } catch (JMException e) {
            throw new IOException("the JVM offers no log of its safepoints", e);
        }
    }

    /// Leaves what was logged so far out of the summary: the start of a server is not its service.
    ///
    /// @throws IOException where the log cannot be read
    public void forgetThePast() throws IOException {
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            linesBefore = lines.count();
        }
    }

    /// Reads the log.
    ///
    /// @return what it says since the start, or since [#forgetThePast]
    /// @throws IOException where it cannot be read
    public Summary summary() throws IOException {
        long safepoints = 0;
        double at = 0;
        double reaching = 0;
        long stalls = 0;
        String longest = "none";
        try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
            for (String line : (Iterable<String>) lines.skip(linesBefore)::iterator) {
                var safepoint = LINE.matcher(line);
                if (safepoint.find()) {
                    safepoints++;
                    double millis = Long.parseLong(safepoint.group(3)) / 1e6;
                    if (millis > at) {
                        at = millis;
                        longest = safepoint.group(1);
                    }
                    reaching = Math.max(reaching, Long.parseLong(safepoint.group(2)) / 1e6);
                } else if (STALL.matcher(line).find()) {
                    stalls++;
                }
            }
        }
        return new Summary(safepoints, at, reaching, longest, stalls);
    }
}
