package dev.lode.content;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The dictionary of a pack: documents taken evenly out of the beginning of the cells.
///
/// The same cells give the same dictionary, so a pack that goes on where one was killed has the one
/// that this had. Lines that are not fit to be packed are passed over: the packing itself will say
/// so. Threads: one. Memory: the sample and one portion of lines. Cost: reads the sample once.
final class DictionarySample {
    /// How much of the documents is looked at.
    private static final int SAMPLE_BYTES = 4 << 20;

    /// A dictionary takes at most this share of what was looked at: of a small hunt it would else
    /// store as much as it saves.
    private static final int SHARE = 8;

    private DictionarySample() {}

    /// Makes a dictionary.
    ///
    /// @param bytes how long it may be
    /// @return as long or shorter; empty where there is nothing that it could be made of
    static byte[] of(AuthoringFolder folder, Limits limits, int bytes) {
        if (bytes == 0) {
            return new byte[0];
        }
        List<byte[]> documents = documents(folder, limits);
        long all = documents.stream().mapToLong(document -> document.length).sum();
        int length = (int) Math.min(bytes, all / SHARE);
        // Every n-th document, so that they reach to the end of the sample and about fill it.
        long step = Math.max(1, all / Math.max(1, length));
        var chosen = new ByteArrayOutputStream(length);
        for (int i = 0; i < documents.size() && chosen.size() < length; i += (int) step) {
            byte[] document = documents.get(i);
            chosen.write(document, 0, Math.min(document.length, length - chosen.size()));
        }
        return chosen.toByteArray();
    }

    /// The documents at the beginning, without their keys.
    private static List<byte[]> documents(AuthoringFolder folder, Limits limits) {
        var documents = new ArrayList<byte[]>();
        var check = new LineCheck(folder.cells());
        var reader = new CellReader(folder.cells(), limits);
        var cell = new CellLine();
        long gathered = 0;
        try (var lines =
                new LineBatches(folder.cells(), limits.lineBytesMax(), limits.batchBytes())) {
            var batch = new LineBatch(limits.batchBytes());
            while (gathered < SAMPLE_BYTES && lines.next(batch)) {
                for (int i = 0; i < batch.lines() && gathered < SAMPLE_BYTES; i++) {
                    if (reads(batch, i, check, reader, cell)) {
                        documents.add(Arrays.copyOf(cell.blob, cell.blobBytes));
                        gathered += cell.blobBytes;
                    }
                }
            }
        }
        return documents;
    }

    private static boolean reads(
            LineBatch batch, int line, LineCheck check, CellReader reader, CellLine cell) {
        int from = batch.start(line);
        int length = batch.length(line);
        if (LineCheck.blank(batch.bytes, from, length)) {
            return false;
        }
        try {
            check.check(batch.bytes, from, length, batch.number(line));
            reader.read(batch.bytes, from, length, batch.number(line), cell);
            return true;
        } catch (ContentException e) {
            return false;
        }
    }
}
