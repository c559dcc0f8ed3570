package dev.lode.storage.blob;

import dev.lode.fuzz.Edits;
import java.util.Arrays;

/// Blobs that refer to a dictionary: refused without a byte written, or decoded as the plainest
/// decoder there can be decodes them.
public final class BlobDictionaryFuzz {
    private static final byte[][] CONTENTS = {content(1), content(64), content(64 << 10)};
    private static final BlobDictionary[] DICTIONARIES =
            Arrays.stream(CONTENTS).map(BlobDictionaryFuzz::open).toArray(BlobDictionary[]::new);
    private static final BlobDecoder DECODER = new BlobDecoder(FuzzedBlob.PLAIN_BYTES_MAX);

    private BlobDictionaryFuzz() {}

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 31 + (i >>> 8));
        }
        return content;
    }

    private static BlobDictionary open(byte[] content) {
        try {
            return new BlobDictionary(content);
        } catch (MissingLibrary e) {
            throw new IllegalStateException(e);
        }
    }

    /// Decodes a block; its checksum fits where the first bit is set, the next two choose the
    /// dictionary.
    public static void fuzzerTestOneInput(byte[] input) {
        var in = new Edits(input);
        int first = in.next();
        boolean fits = (first & 1) != 0;
        int which = (first >>> 1 & 3) % CONTENTS.length;
        var blob = new FuzzedBlob(in, fits);
        DECODER.with(DICTIONARIES[which]);
        int got = blob.decode(DECODER);
        if (got < 0) {
            return;
        }
        var plain = new Plainest(blob.block, CONTENTS[which], blob.plainBytes);
        if (got != blob.plainBytes || plain.decode() != blob.plainBytes) {
            throw new AssertionError("another length");
        }
        if (!plain.undefined && !Arrays.equals(plain.bytes(), Arrays.copyOf(blob.out, got))) {
            throw new AssertionError("another document");
        }
    }

    /// The format of LZ4 blocks as it is written down, byte by byte.
    private static final class Plainest {
        private final byte[] block;
        private final byte[] window;
        private final int start;
        private int at;
        private int end;

        /// Whether a match was said to be 0 bytes back, which means nothing.
        boolean undefined;

        Plainest(byte[] block, byte[] dictionary, int plainBytes) {
            this.block = block;
            start = dictionary.length;
            end = start;
            window = Arrays.copyOf(dictionary, start + plainBytes);
        }

        /// @return bytes of the document; array bounds say where the block is none
        int decode() {
            while (true) {
                int token = next();
                int literals = length(token >>> 4);
                for (int i = 0; i < literals; i++) {
                    window[end++] = (byte) next();
                }
                if (at == block.length) {
                    return end - start;
                }
                int back = next() | next() << 8;
                undefined |= back == 0;
                int match = 4 + length(token & 15);
                for (int i = 0; i < match; i++) {
                    window[end] = window[end - back];
                    end++;
                }
            }
        }

        byte[] bytes() {
            return Arrays.copyOfRange(window, start, end);
        }

        private int next() {
            return block[at++] & 0xFF;
        }

        private int length(int begun) {
            int length = begun;
            if (begun == 15) {
                int more;
                do {
                    more = next();
                    length += more;
                } while (more == 255);
            }
            return length;
        }
    }
}
