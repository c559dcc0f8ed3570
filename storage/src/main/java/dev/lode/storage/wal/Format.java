package dev.lode.storage.wal;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.zip.CRC32C;

/// Where the bytes of the log lie: docs/format/wal.md.
final class Format {
    /// Alignment of everything that is written.
    static final int BLOCK = 4096;

    /// The longest batch, padding included.
    static final int BATCH_MAX = 16 << 20;

    /// The longest metadata of a log.
    static final int METADATA_MAX = 1024;

    /// The largest number of a log.
    static final int LOG_MAX = 65_535;

    /// The version of all this.
    static final int VERSION = 2;

    /// The small file that says whose log this is.
    static final String META = "log.meta";

    private Format() {}

    static String segmentName(long life) {
        return String.format(Locale.ROOT, "segment-%016x.wal", life);
    }

    static boolean isSegment(String name) {
        return name.matches("segment-[0-9a-f]{16}\\.wal");
    }

    static long lifeOf(String name) {
        return Long.parseUnsignedLong(name.substring(8, 24), 16);
    }

    static String spareName(long number) {
        return String.format(Locale.ROOT, "spare-%016x.wal", number);
    }

    static boolean isSpare(String name) {
        return name.matches("spare-[0-9a-f]{16}\\.wal");
    }

    static String indexName(long life) {
        return String.format(Locale.ROOT, "segment-%016x.index", life);
    }

    static boolean isIndex(String name) {
        return name.matches("segment-[0-9a-f]{16}\\.index");
    }

    static int padded(int length) {
        return (length + BLOCK - 1) & -BLOCK;
    }

    /// The file `log.meta`: 96 bytes.
    static final class Meta {
        static final int BYTES = 96;
        private static final long MAGIC = 0x31474F4C45444F4CL; // "LODELOG1"
        private static final long ID = 16;
        private static final long LIFE = 32;
        private static final long ACTIVE = 40;
        private static final long OWNER = 48;
        private static final long CRC = 92;

        private Meta() {}

        static byte[] write(Id128 id, Id128 owner, long life, long active) {
            byte[] bytes = new byte[BYTES];
            MemorySegment memory = MemorySegment.ofArray(bytes);
            memory.set(Layouts.I64, 0, MAGIC);
            memory.set(Layouts.I32, 8, VERSION);
            memory.set(Layouts.I32, 12, BLOCK);
            id.write(memory, ID);
            memory.set(Layouts.I64, LIFE, life);
            memory.set(Layouts.I64, ACTIVE, active);
            owner.write(memory, OWNER);
            memory.set(Layouts.I32, CRC, crc(bytes));
            return bytes;
        }

        static boolean valid(byte[] bytes) {
            MemorySegment memory = MemorySegment.ofArray(bytes);
            return bytes.length == BYTES
                    && memory.get(Layouts.I64, 0) == MAGIC
                    && memory.get(Layouts.I32, 8) == VERSION
                    && memory.get(Layouts.I32, CRC) == crc(bytes);
        }

        static Id128 id(byte[] bytes) {
            return Id128.read(MemorySegment.ofArray(bytes), ID);
        }

        static Id128 owner(byte[] bytes) {
            return Id128.read(MemorySegment.ofArray(bytes), OWNER);
        }

        static long life(byte[] bytes) {
            return MemorySegment.ofArray(bytes).get(Layouts.I64, LIFE);
        }

        static long active(byte[] bytes) {
            return MemorySegment.ofArray(bytes).get(Layouts.I64, ACTIVE);
        }

        private static int crc(byte[] bytes) {
            var crc = new CRC32C();
            crc.update(bytes, 0, (int) CRC);
            return (int) crc.getValue();
        }
    }

    /// The first block of a segment.
    static final class Header {
        private static final long MAGIC = 0x314C415745444F4CL; // "LODEWAL1"
        private static final long ID = 16;
        private static final long LIFE = 32;
        private static final long BYTES = 40;
        private static final long CRC = 4092;

        private Header() {}

        static void write(LogBuffer into, Id128 id, long life, long bytes) {
            MemorySegment memory = into.memory();
            memory.asSlice(0, BLOCK).fill((byte) 0);
            memory.set(Layouts.I64, 0, MAGIC);
            memory.set(Layouts.I32, 8, VERSION);
            memory.set(Layouts.I32, 12, BLOCK);
            id.write(memory, ID);
            memory.set(Layouts.I64, LIFE, life);
            memory.set(Layouts.I64, BYTES, bytes);
            memory.set(Layouts.I32, CRC, crc(into.view()));
        }

        static boolean valid(LogBuffer block) {
            MemorySegment memory = block.memory();
            return memory.get(Layouts.I64, 0) == MAGIC
                    && memory.get(Layouts.I32, 8) == VERSION
                    && memory.get(Layouts.I32, CRC) == crc(block.view());
        }

        static Id128 id(LogBuffer block) {
            return Id128.read(block.memory(), ID);
        }

        static long life(LogBuffer block) {
            return block.memory().get(Layouts.I64, LIFE);
        }

        static long bytes(LogBuffer block) {
            return block.memory().get(Layouts.I64, BYTES);
        }

        private static int crc(ByteBuffer view) {
            var crc = new CRC32C();
            crc.update(view.clear().limit((int) CRC));
            view.clear();
            return (int) crc.getValue();
        }
    }

    /// The head of a batch: 64 bytes, then its records.
    static final class Batch {
        static final int BYTES = 64;
        static final int MAGIC_VALUE = 0x5441424C; // "LBAT"
        static final long MAGIC = 0;
        static final long CRC = 4;
        static final long SEQUENCE = 8;
        static final long DURABLE = 16;
        static final long LIFE = 24;
        static final long LENGTH = 32;
        static final long RECORDS = 36;
        static final long PREVIOUS_CRC = 40;
        static final long FLAGS = 44;
        static final long PREVIOUS_LIFE = 48;
        static final long PREVIOUS_END = 56;

        /// The first batch of a segment.
        static final int OPENING = 1;

        /// Nothing but a sign that all before it is durable.
        static final int MARK = 2;

        private Batch() {}
    }

    /// The index of a sealed segment: a head of 96 bytes, then for each log its bounds and runs.
    static final class Index {
        static final int BYTES = 96;
        static final long MAGIC_VALUE = 0x31584449_45444F4CL; // "LODEIDX1"
        static final long MAGIC = 0;
        static final long VERSION_AT = 8;
        static final long LOGS = 12;
        static final long ID = 16;
        static final long LIFE = 32;
        static final long END = 40;
        static final long SEQUENCE = 48;
        static final long NEXT_SEQUENCE = 56;
        static final long PREVIOUS_CRC = 64;
        static final long LAST_CRC = 68;
        static final long LENGTH = 72;
        static final long CRC = 92;

        static final int LOG_BYTES = 24;
        static final long LOG = 0;
        static final long RUNS = 4;
        static final long LOG_FIRST = 8;
        static final long LOG_LAST = 16;

        static final int RUN_BYTES = 16;
        static final long RUN_FIRST = 0;
        static final long RUN_COUNT = 8;
        static final long RUN_STREAM = 12;

        private Index() {}
    }

    /// The head of a record: 32 bytes, then its data, padded to 8.
    static final class LogRecord {
        static final int BYTES = 32;
        static final long LENGTH = 0;
        static final long KIND = 4;
        static final long TYPE = 5;
        static final long LOG = 8;
        static final long CRC = 12;
        static final long INDEX = 16;
        static final long TERM = 24;

        static final byte ENTRY = 1;
        static final byte METADATA = 2;
        static final byte PREFIX = 3;
        static final byte SUFFIX = 4;
        static final byte RESET = 5;
        static final byte STATE = 6;

        /// An entry that was copied forward: where it lies changes, and nothing else.
        static final byte COPY = 7;

        private LogRecord() {}

        /// A kind as people read it.
        static String name(byte kind) {
            return switch (kind) {
                case ENTRY -> "ENTRY";
                case METADATA -> "METADATA";
                case PREFIX -> "PREFIX";
                case SUFFIX -> "SUFFIX";
                case RESET -> "RESET";
                case STATE -> "STATE";
                case COPY -> "COPY";
                default -> "KIND-" + kind;
            };
        }

        /// Whether a record of this kind holds an entry.
        static boolean isEntry(byte kind) {
            return kind == ENTRY || kind == COPY;
        }

        static int size(long data) {
            return (int) (BYTES + ((data + 7) & -8));
        }
    }
}
