package dev.lode.storage.pack;

import dev.lode.base.knob.Settings;
import dev.lode.storage.extent.ExtentPlace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A sound pack to change.
public final class FuzzPack {
    /// A partition whose keys fit 32 bits.
    public static final int NARROW = 0;

    /// One whose keys do not.
    public static final int WIDE = 0x8000;

    /// One of so few cells that their keys are known without its leaf.
    public static final int SMALL = 0x2000;

    /// One of so many leaves that its guide knows every second.
    public static final int HALF = 0x4000;

    /// One whose checksums have a part of their own.
    public static final int LARGE = 0xFFFF;

    static final byte[] SECRET = new byte[Derived.SECRET_BYTES];

    private FuzzPack() {}

    /// Packs a small hunt into a file that goes when the JVM does.
    public static Path make() {
        try {
            Path folder = Files.createTempDirectory("fuzz");
            Path file = folder.resolve("fuzz.lode");
            try (var writer =
                    PackWriter.create(
                            file, PackOptions.of(Settings.defaults(), PackProgress.NONE))) {
                rooms(writer, NARROW, 2, 40, 9_000);
                rooms(writer, SMALL, 1, 10, 9_000);
                rooms(writer, HALF, 1, 600, 1_000);
                rooms(writer, WIDE, 40, 5, 200_000);
                rooms(writer, LARGE, 1, 1_000, 1_000);
                writer.addKey((long) NARROW << 48, 0, 0, "key", 0, "prize", 1);
                writer.finish(
                        "{\"hunt\":1}".getBytes(StandardCharsets.UTF_8),
                        out -> out.write(new byte[300]),
                        SECRET);
            }
            file.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void rooms(
            PackWriter writer, int partition, int rooms, int cells, int spotsBetween)
            throws IOException {
        for (long room = 0; room < rooms; room++) {
            long fingerprint = ((long) partition << 48) + room * room;
            writer.addRoom(fingerprint);
            for (int i = 0; i < cells; i++) {
                byte[] json =
                        ("{\"n\":" + i + ",\"t\":\"" + "ab".repeat(i % 20) + "\"}")
                                .getBytes(StandardCharsets.UTF_8);
                writer.addCell(fingerprint, i % 3 * 127, i * spotsBetween, json, 0, json.length, i);
            }
        }
    }

    /// Where the extent lies in a pack.
    public static ExtentPlace place(Path pack, FileChannel file) throws IOException {
        return PackFile.frame(pack, file).extent();
    }

    /// The bytes of a file.
    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
