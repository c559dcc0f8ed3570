package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// A ledger as a stream of bytes, format 1 of docs/format/ledger.md.
final class LedgerFile {
    private static final long MAGIC = 0x5247_444C_4544_4F4CL; // "LODELDGR", little-endian
    private static final int FORMAT = 1;
    private static final int HEAD = 64;
    private static final int HEAD_SUM = 60;

    private LedgerFile() {}

    static void save(ClaimLedger ledger, OutputStream out) throws IOException {
        byte[] head = new byte[HEAD];
        var view = MemorySegment.ofArray(head);
        view.set(Layouts.I64, 0, MAGIC);
        view.set(Layouts.I32, 8, FORMAT);
        view.set(Layouts.I32, 12, ledger.group());
        ledger.hunt().write(view, 16);
        view.set(Layouts.I64, 32, ledger.wins().size());
        view.set(Layouts.I64, 40, ledger.groupMillis());
        view.set(Layouts.I32, HEAD_SUM, crc(head));
        out.write(head);

        var chain = new Chain(ledger.hunt(), ledger.group());
        byte[] record = new byte[Win.BYTES];
        for (Win win : ledger.wins()) {
            win.write(MemorySegment.ofArray(record), 0);
            out.write(record);
            out.write(chain.add(win));
        }
    }

    static ClaimLedger load(InputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD);
        var view = MemorySegment.ofArray(head);
        if (head.length < HEAD || view.get(Layouts.I64, 0) != MAGIC) {
            throw new LedgerDamaged(LedgerDamaged.HEAD, "it does not begin as a ledger does");
        }
        if (view.get(Layouts.I32, HEAD_SUM) != crc(head)) {
            throw new LedgerDamaged(LedgerDamaged.HEAD, "its checksum does not match");
        }
        int format = view.get(Layouts.I32, 8);
        if (format != FORMAT) {
            throw new LedgerDamaged(
                    LedgerDamaged.HEAD, "format " + format + ", this Lode reads format " + FORMAT);
        }
        Id128 hunt = Id128.read(view, 16);
        int group = view.get(Layouts.I32, 12);
        long count = view.get(Layouts.I64, 32);
        var ledger = new ClaimLedger(hunt, group);
        for (long number = 0; number < count; number++) {
            ledger.append(read(in, number, ledger));
        }
        ledger.resume(view.get(Layouts.I64, 40));
        return ledger;
    }

    private static Win read(InputStream in, long number, ClaimLedger ledger) throws IOException {
        byte[] record = in.readNBytes(Win.BYTES);
        byte[] link = in.readNBytes(Chain.BYTES);
        if (link.length < Chain.BYTES) {
            throw new LedgerDamaged(number, "the ledger ends before it");
        }
        var view = MemorySegment.ofArray(record);
        if (view.get(Layouts.I64, 0) != Win.FORMAT) {
            throw new LedgerDamaged(number, "it is of an unknown format");
        }
        if (!Arrays.equals(link, ledger.chainAfter(record))) {
            throw new LedgerDamaged(number, "the hash chain breaks");
        }
        Win win = Win.read(view, 0);
        String wrong = ledger.contradiction(win);
        if (!wrong.isEmpty()) {
            throw new LedgerDamaged(number, wrong);
        }
        return win;
    }

    private static int crc(byte[] head) {
        var crc = new CRC32C();
        crc.update(head, 0, HEAD_SUM);
        return (int) crc.getValue();
    }
}
