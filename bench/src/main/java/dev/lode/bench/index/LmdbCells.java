package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.lmdbjava.ByteBufferProxy;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.PutFlags;
import org.lmdbjava.Txn;

/// LMDB, as its documents advise: integer keys, sorted load by a cursor with MDB_APPEND in one
/// transaction over a writable map with one sync at the end; one read transaction held, no
/// read-ahead, buffers by address and without the binding's checks.
final class LmdbCells implements Contender {
    private static final String NAME = "cells";
    private static final long MAP_BYTES = 8L << 30;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;
    private final Txn<ByteBuffer> txn;
    private final ByteBuffer key = buffer(Long.BYTES);

    private LmdbCells(Env<ByteBuffer> env) {
        this.env = env;
        dbi = env.openDbi(NAME, DbiFlags.MDB_INTEGERKEY);
        txn = env.txnRead();
    }

    static void build(SortedCells cells, Path folder) {
        try (Env<ByteBuffer> env =
                env(folder, EnvFlags.MDB_NOSYNC, EnvFlags.MDB_WRITEMAP, EnvFlags.MDB_NORDAHEAD)) {
            Dbi<ByteBuffer> dbi = env.openDbi(NAME, DbiFlags.MDB_CREATE, DbiFlags.MDB_INTEGERKEY);
            ByteBuffer key = buffer(Long.BYTES);
            ByteBuffer value = buffer(2 * Long.BYTES);
            try (Txn<ByteBuffer> txn = env.txnWrite()) {
                try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
                    for (int i = 0; i < cells.cells(); i++) {
                        key.putLong(0, cells.key(i));
                        value.putLong(0, cells.low(i)).putLong(8, cells.high(i));
                        cursor.put(key, value, PutFlags.MDB_APPEND);
                    }
                }
                txn.commit();
            }
            env.sync(true);
        }
    }

    static LmdbCells open(Path folder) {
        return new LmdbCells(env(folder, EnvFlags.MDB_RDONLY_ENV, EnvFlags.MDB_NORDAHEAD));
    }

    /// What the pages in use take: the file itself is as long as the map and mostly holes.
    ///
    /// @param folder that it was built in
    /// @return bytes
    static long usedBytes(Path folder) {
        try (Env<ByteBuffer> env = env(folder, EnvFlags.MDB_RDONLY_ENV)) {
            return (env.info().lastPageNumber + 1) * env.stat().pageSize;
        }
    }

    private static Env<ByteBuffer> env(Path folder, EnvFlags... flags) {
        File place = folder.toFile();
        return Env.create(ByteBufferProxy.PROXY_OPTIMAL)
                .setMapSize(MAP_BYTES)
                .setMaxDbs(1)
                .open(place, flags);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public long get(long cell) {
        key.putLong(0, cell);
        ByteBuffer found = dbi.get(txn, key);
        if (found == null) {
            throw new BenchFailed("LMDB lost a cell");
        }
        return check(found);
    }

    @Override
    public long scan() {
        long sum = 0;
        try (Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                ByteBuffer cell = cursor.key().order(ByteOrder.nativeOrder());
                sum += cell.getLong(0) + check(cursor.val());
            }
        }
        return sum;
    }

    private static long check(ByteBuffer value) {
        return value.order(ByteOrder.nativeOrder()).getLong(8) >>> 32;
    }

    @Override
    public void close() {
        txn.close();
        env.close();
    }
}
