package dev.lode.storage.blob;

import dev.lode.base.os.Native;
import dev.lode.base.os.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// LZ4's own library, for the one thing that lz4-java lacks: blocks that refer to a dictionary.
///
/// Threads: any; a stream is used by one at a time. Only behind [#mustBeThere] may the others be
/// called. Memory: what is decoded lies in memory off heap that is not mapped; what is compressed
/// may lie in arrays, which holds up a safepoint for the length of one document.
final class Lz4Library {
    /// Longs of an `LZ4_stream_t`, which is a plain struct: copying it copies its state.
    static final int STREAM_WORDS = 16_416 / Long.BYTES;

    private static final ValueLayout.OfInt NUMBER = ValueLayout.JAVA_INT;
    private static final String DECODE_NAME = "LZ4_decompress_safe_usingDict";
    private static final String LOAD_NAME = "LZ4_loadDict";
    private static final String COMPRESS_NAME = "LZ4_compress_fast_continue";
    private static final Linker.Option ON_HEAP = Linker.Option.critical(true);
    private static final NativeLibrary LIBRARY = NativeLibrary.named("liblz4.so.1");
    private static final MethodHandle DECODE =
            LIBRARY.function(
                    DECODE_NAME,
                    FunctionDescriptor.of(
                            NUMBER,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            NUMBER,
                            NUMBER,
                            ValueLayout.ADDRESS,
                            NUMBER));
    private static final MethodHandle LOAD =
            LIBRARY.function(
                    LOAD_NAME,
                    FunctionDescriptor.of(NUMBER, ValueLayout.ADDRESS, ValueLayout.ADDRESS, NUMBER),
                    ON_HEAP);
    private static final MethodHandle COMPRESS =
            LIBRARY.function(
                    COMPRESS_NAME,
                    FunctionDescriptor.of(
                            NUMBER,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            ValueLayout.ADDRESS,
                            NUMBER,
                            NUMBER,
                            NUMBER),
                    ON_HEAP);

    private Lz4Library() {}

    /// Refuses to go on where the library is not installed.
    static void mustBeThere() throws MissingLibrary {
        mustBeThere(LIBRARY);
    }

    static void mustBeThere(NativeLibrary library) throws MissingLibrary {
        if (!library.has(DECODE_NAME, LOAD_NAME, COMPRESS_NAME)) {
            throw new MissingLibrary(library);
        }
    }

    /// Decodes a block; never touches memory outside of the three ranges.
    ///
    /// @return bytes of the document, below 0 where the block is no such block
    static int decode(
            MemorySegment block,
            int blockBytes,
            MemorySegment plain,
            int plainBytes,
            MemorySegment dictionary,
            int dictionaryBytes) {
        try {
            return (int)
                    DECODE.invokeExact(
                            block, plain, blockBytes, plainBytes, dictionary, dictionaryBytes);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// Prepares a stream, all 0 before, for documents with a dictionary, whose memory must stay.
    static void load(MemorySegment stream, MemorySegment dictionary, int dictionaryBytes) {
        try {
            int loaded = (int) LOAD.invokeExact(stream, dictionary, dictionaryBytes);
            assert loaded <= dictionaryBytes : loaded;
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }

    /// Compresses a document; the stream is of no use for another one afterwards.
    ///
    /// @return bytes of the block, 0 where there is no room for it
    static int compress(
            MemorySegment stream,
            MemorySegment plain,
            int plainBytes,
            MemorySegment into,
            int max) {
        try {
            return (int) COMPRESS.invokeExact(stream, plain, into, plainBytes, max, 1);
        } catch (Throwable e) {
            throw Native.broken(e);
        }
    }
}
