package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/// H2's MVStore, as its documents advise: typed keys and values, `append` for sorted input with a
/// commit now and then, no autocommit thread, one sync at the end; read only, with a cache that
/// holds everything.
///
/// Its keys are signed; the top bit is turned so that they sort as ours.
final class MvCells implements Contender {
    private static final String FILE = "cells.mv";
    private static final String NAME = "cells";
    private static final int CACHE_MEGABYTES = 2048;
    private static final int PAGE_BYTES = 4096;
    private static final int COMMIT_EVERY = 1 << 20;

    private final MVStore store;
    private final MVMap<Long, byte[]> map;

    private MvCells(MVStore store) {
        this.store = store;
        map = store.openMap(NAME, types());
    }

    private static MVMap.Builder<Long, byte[]> types() {
        return new MVMap.Builder<Long, byte[]>()
                .keyType(LongDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE);
    }

    private static MVStore.Builder options(Path folder) {
        return new MVStore.Builder()
                .fileName(folder.resolve(FILE).toString())
                .cacheSize(CACHE_MEGABYTES)
                .pageSplitSize(PAGE_BYTES)
                .autoCommitDisabled();
    }

    static void build(SortedCells cells, Path folder) {
        try (MVStore store = options(folder).open()) {
            MVMap<Long, byte[]> map = store.openMap(NAME, types());
            for (int i = 0; i < cells.cells(); i++) {
                byte[] value = new byte[2 * Long.BYTES];
                ByteBuffer.wrap(value).putLong(0, cells.low(i)).putLong(8, cells.high(i));
                map.append(cells.key(i) ^ Long.MIN_VALUE, value);
                if (i % COMMIT_EVERY == COMMIT_EVERY - 1) {
                    store.commit();
                }
            }
            store.commit();
            store.sync();
        }
    }

    static MvCells open(Path folder) {
        return new MvCells(options(folder).readOnly().open());
    }

    @Override
    public long get(long key) {
        byte[] value = map.get(key ^ Long.MIN_VALUE);
        if (value == null) {
            throw new BenchFailed("MVStore lost a cell");
        }
        return check(value);
    }

    @Override
    public long scan() {
        long sum = 0;
        Cursor<Long, byte[]> cursor = map.cursor(null);
        while (cursor.hasNext()) {
            long key = cursor.next() ^ Long.MIN_VALUE;
            sum += key + check(cursor.getValue());
        }
        return sum;
    }

    private static long check(byte[] value) {
        return ByteBuffer.wrap(value).getInt(8) & 0xFFFF_FFFFL;
    }

    @Override
    public void close() {
        store.closeImmediately();
    }
}
