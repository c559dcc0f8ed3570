package dev.lode.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteOptions;

/// RocksDB with a synced write-ahead log: a put of a value of the same size as an entry, under a
/// key of 8 bytes. Its defaults, but for memtables so large that nothing is flushed while it is
/// measured, and recycled log files.
final class RocksSink implements DurableSink {
    static final String NAME = "RocksDB 11.8.1 WAL, sync";
    private static final long MEMTABLE = 256L << 20;
    private static final int RECYCLED = 4;

    private final Options options;
    private final WriteOptions writes;
    private final RocksDB database;
    private final byte[] value;
    private final AtomicLong next = new AtomicLong();

    RocksSink(Path folder, int valueBytes) throws IOException {
        RocksDB.loadLibrary();
        options =
                new Options()
                        .setCreateIfMissing(true)
                        .setWriteBufferSize(MEMTABLE)
                        .setRecycleLogFileNum(RECYCLED);
        writes = new WriteOptions().setSync(true);
        value = new byte[valueBytes];
        Arrays.fill(value, (byte) 7);
        try {
            database = RocksDB.open(options, folder.toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void append(int thread) throws IOException {
        long number = next.getAndIncrement();
        byte[] key = new byte[Long.BYTES];
        for (int i = 0; i < Long.BYTES; i++) {
            key[i] = (byte) (number >>> (8 * (7 - i)));
        }
        try {
            database.put(writes, key, value);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        database.close();
        writes.close();
        options.close();
    }
}
