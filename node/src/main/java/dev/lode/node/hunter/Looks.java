package dev.lode.node.hunter;

import dev.lode.base.CellKey;
import dev.lode.base.Layouts;
import dev.lode.game.graph.HuntGraph;
import dev.lode.game.hunter.HunterSlot;
import dev.lode.storage.extent.DamagedChunk;
import dev.lode.wire.FrameHeader;
import dev.lode.wire.FrameType;
import dev.lode.wire.Status;
import dev.lode.wire.TextFrame;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Looking: the document of the room, the site, and the spots there that have a cell.
///
/// Threads: owned by its loop. The JSON is joined in the reply from bytes that lie ready in the
/// graph, so it costs a copy. A room that this node does not hold has its cells told as null.
final class Looks {
    private static final byte[] SITE = ascii("{\"site\":");
    private static final byte[] CELLS = ascii(",\"cells\":[");
    private static final byte[] COUNT = ascii("],\"cells_count\":");
    private static final byte[] NO_CELLS = ascii(",\"cells\":null");

    private final LoopScope scope;
    private final int[] spots;
    private final byte[] digits = new byte[20];
    private long end;
    private boolean fits;

    Looks(LoopScope scope) {
        this.scope = scope;
        spots = new int[scope.config.lookCellsMax()];
    }

    void onLook(MemorySegment frame, long at, int length) {
        if (length != FrameHeader.BYTES) {
            scope.refuse(frame, at, Status.MALFORMED, 0);
            return;
        }
        HuntDesk desk = scope.desk(frame, at);
        if (desk == null || !scope.isHome(frame, at)) {
            return;
        }
        int session = scope.session(frame, at, desk);
        if (session < 0) {
            return;
        }
        int slot = scope.sessions.slot(session);
        MemorySegment memory = scope.slots.memory();
        long offset = scope.slots.offset(slot);
        HuntGraph graph = desk.content.graph();
        int room =
                HunterSlot.entered(memory, offset)
                        ? graph.room(HunterSlot.roomFp(memory, offset))
                        : -1;
        if (room < 0) {
            scope.refuse(frame, at, Status.NOT_ENTERED, 0);
            return;
        }
        end = TextFrame.BYTES;
        fits = true;
        write(desk, graph, room, HunterSlot.site(memory, offset));
        if (!fits) {
            scope.refuse(frame, at, Status.FAILED, 0);
            return;
        }
        int link = FrameHeader.link(frame, at);
        FrameHeader.reply(scope.reply, 0, FrameType.VIEW, (int) end, Status.OK, frame, at);
        scope.reply.set(Layouts.I64, TextFrame.TEXT_LENGTH, end - TextFrame.BYTES);
        scope.peers.send(link, scope.reply, (int) end);
    }

    private void write(HuntDesk desk, HuntGraph graph, int room, int site) {
        put(SITE);
        putNumber(site);
        putCells(desk, graph, room, site);
        // The document is an object: its brace is left out, and what it holds follows.
        int documentBytes = graph.documentBytes(room);
        if (documentBytes > 2) {
            put((byte) ',');
            put(graph.memory(), graph.documentOffset(room) + 1, documentBytes - 1);
        } else {
            put((byte) '}');
        }
    }

    private void putCells(HuntDesk desk, HuntGraph graph, int room, int site) {
        int partition = (int) (graph.fingerprint(room) >>> 48);
        assert site < CellKey.SITES : site;
        if (!scope.table.isHolder(partition, scope.self)) {
            put(NO_CELLS);
            return;
        }
        int count;
        try {
            count = desk.reader.spots(partition, graph.ordinal(room), site, spots);
        } catch (DamagedChunk e) {
            put(NO_CELLS);
            return;
        }
        put(CELLS);
        for (int i = 0; i < Math.min(count, spots.length); i++) {
            if (i > 0) {
                put((byte) ',');
            }
            putNumber(spots[i]);
        }
        put(COUNT);
        putNumber(count);
    }

    private void putNumber(int number) {
        int at = digits.length;
        int left = number;
        do {
            digits[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        for (int i = at; i < digits.length; i++) {
            put(digits[i]);
        }
    }

    private void put(byte[] bytes) {
        if (hasRoom(bytes.length)) {
            MemorySegment.copy(bytes, 0, scope.reply, Layouts.I8, end, bytes.length);
            end += bytes.length;
        }
    }

    private void put(MemorySegment from, long offset, int length) {
        if (hasRoom(length)) {
            MemorySegment.copy(from, offset, scope.reply, end, length);
            end += length;
        }
    }

    private void put(byte value) {
        if (hasRoom(1)) {
            scope.reply.set(Layouts.I8, end++, value);
        }
    }

    private boolean hasRoom(int bytes) {
        fits &= end + bytes <= TextFrame.BYTES + (long) scope.config.viewBytesMax();
        return fits;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
