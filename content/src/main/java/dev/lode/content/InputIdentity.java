package dev.lode.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// A text that names the content of an authoring folder and how it is read: what was sorted of one
/// is good for another with the same text only.
///
/// Of each file it takes length, time of the last change, and a hash of its first and last 64 KiB;
/// not the whole, for that would cost a reading.
final class InputIdentity {
    private static final int FORMAT = 1;
    private static final int END_BYTES = 64 << 10;

    private InputIdentity() {}

    /// The text for a folder as it lies there now.
    ///
    /// @param reading what else decides which cells come out of the files
    static String of(AuthoringFolder folder, String reading) {
        StringBuilder text = new StringBuilder("format " + FORMAT + "\n" + reading + "\n");
        for (Path file : List.of(folder.hunt(), folder.rooms(), folder.cells())) {
            try {
                text.append(
                        "%s %d %s %s%n"
                                .formatted(
                                        file.getFileName(),
                                        Files.size(file),
                                        Files.getLastModifiedTime(file).toInstant(),
                                        ends(file)));
            } catch (IOException e) {
                throw new ContentException(
                        file, 0, Code.FILE, "cannot be read: " + e, "check that it can be read");
            }
        }
        return text.toString();
    }

    private static String ends(Path file) throws IOException {
        MessageDigest sha = sha256();
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long tail = Math.max(0, in.size() - END_BYTES);
            for (long at : new long[] {0, tail}) {
                ByteBuffer bytes = ByteBuffer.allocate(END_BYTES);
                long from = at;
                int got = 0;
                while (bytes.hasRemaining() && got >= 0) {
                    got = in.read(bytes, from);
                    from += Math.max(0, got);
                }
                sha.update(bytes.flip());
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
