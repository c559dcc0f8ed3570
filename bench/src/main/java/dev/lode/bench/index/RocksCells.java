package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rocksdb.DataBlockIndexType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.PlainTableConfig;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/// RocksDB, opened read only over mapped files that were compacted to one level, without
/// compression and without checksums at each read, in one of the two table formats that its
/// documents advise for this.
///
/// Keys and values go through direct buffers. `multiGet` is slower here than gets one by one, so a
/// batch is those.
final class RocksCells implements Contender {
    /// Which table format the store has.
    enum Format {
        /// The format for everything: blocks of 4 KiB with a hash index in each, Bloom filters.
        BLOCK,
        /// The format for data in memory: a hash index over whole keys.
        PLAIN;

        Options options() {
            RocksDB.loadLibrary();
            Options options =
                    new Options()
                            .setCreateIfMissing(true)
                            .setCompressionType(CompressionType.NO_COMPRESSION)
                            .setAllowMmapReads(true)
                            .setMaxOpenFiles(-1)
                            .setWriteBufferSize(MEMTABLE_BYTES)
                            .setTargetFileSizeBase(FILE_BYTES);
            return switch (this) {
                case BLOCK ->
                        options.setTableFormatConfig(
                                new BlockBasedTableConfig()
                                        .setNoBlockCache(true) // the map is the cache
                                        .setFilterPolicy(new BloomFilter(BLOOM_BITS, false))
                                        .setDataBlockIndexType(
                                                DataBlockIndexType.kDataBlockBinaryAndHash)
                                        .setDataBlockHashTableUtilRatio(HASH_RATIO)
                                        .setChecksumType(ChecksumType.kNoChecksum));
                case PLAIN ->
                        options.useFixedLengthPrefixExtractor(KEY_BYTES)
                                .setTableFormatConfig(
                                        new PlainTableConfig()
                                                .setKeySize(KEY_BYTES)
                                                .setBloomBitsPerKey(BLOOM_BITS)
                                                .setHashTableRatio(HASH_RATIO));
            };
        }
    }

    private static final int KEY_BYTES = Long.BYTES;
    private static final int VALUE_BYTES = 2 * Long.BYTES;
    private static final long MEMTABLE_BYTES = 256L << 20;
    private static final long FILE_BYTES = 1L << 30;
    private static final int BLOOM_BITS = 10;
    private static final double HASH_RATIO = 0.75;

    private final Options options;
    private final ReadOptions reads = new ReadOptions().setVerifyChecksums(false);
    private final RocksDB db;
    private final ByteBuffer key = ByteBuffer.allocateDirect(KEY_BYTES);
    private final ByteBuffer value = ByteBuffer.allocateDirect(VALUE_BYTES);

    private RocksCells(Options options, RocksDB db) {
        this.options = options;
        this.db = db;
    }

    static void build(Format format, SortedCells cells, Path folder) throws IOException {
        ByteBuffer key = ByteBuffer.allocateDirect(KEY_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(VALUE_BYTES);
        try (Options options = format.options();
                var writes = new WriteOptions().setDisableWAL(true);
                var flush = new FlushOptions().setWaitForFlush(true);
                RocksDB db = RocksDB.open(options, folder.toString())) {
            for (int i = 0; i < cells.cells(); i++) {
                key.clear().putLong(0, cells.key(i));
                value.clear().putLong(0, cells.low(i)).putLong(Long.BYTES, cells.high(i));
                db.put(writes, key, value);
            }
            db.flush(flush);
            db.compactRange();
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    static RocksCells open(Format format, Path folder) throws IOException {
        Options options = format.options();
        try {
            return new RocksCells(options, RocksDB.openReadOnly(options, folder.toString()));
        } catch (RocksDBException e) {
            options.close();
            throw new IOException(e);
        }
    }

    @Override
    public long get(long cell) {
        key.clear().putLong(0, cell);
        try {
            if (db.get(reads, key, value.clear()) != VALUE_BYTES) {
                throw new BenchFailed("RocksDB lost a cell");
            }
        } catch (RocksDBException e) {
            throw new BenchFailed("RocksDB failed", e);
        }
        return check(value);
    }

    @Override
    public long scan() {
        long sum = 0;
        try (RocksIterator all = db.newIterator(reads)) {
            for (all.seekToFirst(); all.isValid(); all.next()) {
                all.key(key.clear());
                all.value(value.clear());
                sum += key.getLong(0) + check(value);
            }
        }
        return sum;
    }

    private static long check(ByteBuffer value) {
        return value.getInt(Long.BYTES) & 0xFFFF_FFFFL;
    }

    @Override
    public void close() {
        db.close();
        reads.close();
        options.close();
    }
}
