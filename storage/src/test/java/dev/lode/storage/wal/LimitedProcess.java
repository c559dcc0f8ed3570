package dev.lode.storage.wal;

import java.io.IOException;
import java.nio.file.Path;

/// A process that writes flights of 16 KiB behind each other into a file of one flight, and prints
/// how each ended.
final class LimitedProcess {
    private LimitedProcess() {}

    public static void main(String[] args) throws IOException {
        WalConfig.Device kind = WalConfig.Device.valueOf(args[1]);
        try (LogDevice device = LogDeviceContract.open(Path.of(args[0]), kind)) {
            IO.println(device.description());
            device.create("limited", LogDeviceContract.BYTES);
            try (LogFile file = device.open("limited")) {
                print("first", device, file, 0);
                print("second", device, file, LogDeviceContract.BYTES);
                print("third", device, file, 2L * LogDeviceContract.BYTES);
            }
        }
    }

    private static void print(String which, LogDevice device, LogFile file, long at) {
        try {
            LogDeviceContract.write(device, file, 1, LogDeviceContract.BYTES, at);
            IO.println(which + ": durable");
        } catch (IOException e) {
            IO.println(which + ": " + e.getMessage());
        }
    }
}
