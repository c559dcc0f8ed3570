package dev.lode.storage.wal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/// The dump in docs/format/wal.md is what the code writes.
///
/// `-Dlode.golden=write` writes the dump anew; look at the difference.
final class WalFormatTest {
    private static final Path PAGE = Path.of("..", "docs", "format", "wal.md");
    private static final String FENCE = "```";
    private static final String MARK = "<!-- dump -->\n" + FENCE + "\n";

    @Test
    void theDumpInTheDocumentationIsWhatIsWritten() throws IOException {
        var disk = new MemoryDevice();
        var id = new Id128(0x0001020304050607L, 0x08090A0B0C0D0E0FL);
        disk.put(Format.META, Format.Meta.write(id, Id128.ZERO, 0, 0));
        var config = new WalConfig(64 << 10, 8 << 10, 1 << 20, 2, WalConfig.Device.AUTO);
        Wal wal = Wal.open(disk, config, Runnable::run);
        wal.putMetadata(2, new byte[] {4, 0, 0, 0, 0, 0, 0, 0});
        wal.append(
                1,
                List.of(
                        WalEntry.of(1, 4, (byte) 1, "key-003".getBytes(UTF_8)),
                        WalEntry.of(2, 4, (byte) 1, "to hunter 7".getBytes(UTF_8))));
        wal.close();
        String dump =
                "log.meta\n"
                        + dump(disk.file(Format.META))
                        + "\nsegment-0000000000000001.wal\n"
                        + dump(disk.file(Format.segmentName(1)))
                        + "\nsegment-0000000000000001.index (of a log that went on to the next)\n"
                        + dump(index(id));
        String page = Files.readString(PAGE);
        int from = page.indexOf(MARK) + MARK.length();
        int to = page.indexOf(FENCE, from);
        if ("write".equals(System.getProperty("lode.golden"))) {
            Files.writeString(PAGE, page.substring(0, from) + dump + page.substring(to));
            return;
        }
        assertThat(page.substring(from, to)).isEqualTo(dump);
    }

    /// The index of a segment with the entries of two logs, one of another type.
    private static byte[] index(Id128 id) throws IOException {
        var disk = new MemoryDevice();
        disk.put(Format.META, Format.Meta.write(id, Id128.ZERO, 0, 0));
        var config = new WalConfig(64 << 10, 8 << 10, 1 << 20, 2, WalConfig.Device.AUTO);
        Wal wal = Wal.open(disk, config, Runnable::run);
        wal.append(2, List.of(WalEntry.of(1, 4, (byte) 9, new byte[16])));
        for (int i = 1; !disk.files.containsKey(Format.indexName(1)); i++) {
            wal.append(1, List.of(WalEntry.of(i, 4, (byte) 1, new byte[6000])));
        }
        wal.close();
        return disk.file(Format.indexName(1));
    }

    /// The lines that are not all zeros.
    private static String dump(byte[] content) {
        byte[] bytes = Arrays.copyOf(content, (content.length + 15) & -16);
        var out = new StringBuilder();
        for (int line = 0; line < bytes.length; line += 16) {
            var hex = new StringBuilder();
            var text = new StringBuilder();
            int sum = 0;
            for (int i = line; i < line + 16; i++) {
                sum |= bytes[i];
                hex.append(i % 8 == 0 ? "  " : " ");
                hex.append(String.format(Locale.ROOT, "%02x", bytes[i]));
                text.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            if (sum != 0) {
                out.append(String.format(Locale.ROOT, "%08x%s  |%s|%n", line, hex, text));
            }
        }
        return out.toString();
    }
}
