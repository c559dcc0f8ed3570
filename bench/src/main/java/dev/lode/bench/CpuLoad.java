package dev.lode.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.locks.LockSupport;

/// A process that does nothing but take a share of the cores, in bursts: what something else beside
/// a log costs it that is none of Lode's doing.
final class CpuLoad implements AutoCloseable {
    private static final long TURN_NANOS = 20_000_000;
    private static final int BUFFER = 16 << 10;

    private final Process process;

    /// Starts it.
    ///
    /// @param cores how many it takes, such as 0.7
    CpuLoad(double cores) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx32m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CpuLoad.class.getName(),
                                Double.toString(cores))
                        .redirectError(Redirect.DISCARD)
                        .start();
        if (process.getInputStream().read() < 0) {
            throw new BenchFailed("the process that loads the cores did not start");
        }
    }

    /// Two threads, each with half of the share, until the process is ended.
    public static void main(String[] args) {
        double share = Math.min(1, Double.parseDouble(args[0]) / 2);
        Thread.ofPlatform().start(() -> burn(share));
        IO.println("begun");
        burn(share);
    }

    private static void burn(double share) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] bytes = new byte[BUFFER];
            while (true) {
                long begun = System.nanoTime();
                while (System.nanoTime() - begun < share * TURN_NANOS) {
                    digest.update(bytes);
                }
                LockSupport.parkNanos(TURN_NANOS - (System.nanoTime() - begun));
            }
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
