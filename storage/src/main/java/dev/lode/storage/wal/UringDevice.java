package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder whose segments are written through io_uring with O_DIRECT and RWF_DSYNC; all else goes
/// through FileChannels.
final class UringDevice extends FilterDevice {
    private final FileDevice plain;
    private final List<UringQueue> queues = new ArrayList<>();

    private UringDevice(FileDevice plain) {
        super(plain);
        this.plain = plain;
    }

    /// Chooses how to write a folder by trying it out.
    ///
    /// @param folder exists
    /// @param config what is wanted, and how large flights are
    /// @return the device
    /// @throws IOException as [FileDevice#probe]
    static LogDevice choose(Path folder, WalConfig config) throws IOException {
        FileDevice plain = FileDevice.probe(folder, config.device());
        if (config.device() != WalConfig.Device.URING) {
            return plain;
        }
        String obstacle = obstacle(plain, folder, config);
        return obstacle == null
                ? new UringDevice(plain)
                : plain.described(
                        plain.description() + ", because io_uring cannot be had: " + obstacle);
    }

    private static @Nullable String obstacle(FileDevice plain, Path folder, WalConfig config)
            throws IOException {
        if (!Linux.available()) {
            return "this is not Linux on x86-64 or aarch64, or native access is not enabled";
        }
        if (!plain.direct()) {
            return "this file system has no O_DIRECT";
        }
        Path trial = folder.resolve("probe.tmp");
        Files.write(trial, new byte[Format.BLOCK]);
        var device = new UringDevice(plain);
        try (LogFile file = device.open(trial.getFileName().toString())) {
            UringQueue queue =
                    new UringQueue(Flights.slots(config.flights()), config.flightBytes());
            try {
                queue.submit(0, file, Format.BLOCK, 0);
                return queue.await() == 0 ? null : "a write of a block did not come back";
            } finally {
                queue.close();
                queue.free();
            }
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } finally {
            Files.deleteIfExists(trial);
        }
    }

    @Override
    public String description() {
        return "io_uring O_DIRECT+DSYNC, blocks of "
                + Format.BLOCK
                + " bytes, because wal.device says so";
    }

    @Override
    public LogQueue queue(int slots, int bytes) throws IOException {
        var queue = new UringQueue(slots, bytes);
        queues.add(queue);
        return queue;
    }

    @Override
    public LogFile open(String name) throws IOException {
        return new UringFile(plain.open(name), plain.path(name));
    }

    @Override
    public void close() {
        queues.forEach(UringQueue::free);
        plain.close();
    }
}
