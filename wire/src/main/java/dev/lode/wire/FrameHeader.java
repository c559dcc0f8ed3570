package dev.lode.wire;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import java.lang.foreign.MemorySegment;

/// The first 64 bytes of every frame: named offsets, in bytes from its start.
///
/// Integers are little-endian and unsigned unless said otherwise; identities are 16 bytes,
/// big-endian.
public final class FrameHeader {
    /// Length of the whole frame, header included; u32.
    public static final long LENGTH = 0;

    /// A constant of [FrameType]; u8.
    public static final long TYPE = 4;

    /// Its meaning depends on the type, else 0; u8.
    public static final long FLAGS = 5;

    /// Which link it came by: written by the receiving side, 0 when sent; u16.
    public static final long LINK = 6;

    /// The partition that the frame is addressed by; u16.
    public static final long PARTITION = 8;

    /// The code of a [Status] in replies, 0 in requests; u16.
    public static final long STATUS = 10;

    /// Epoch of the table entry that the sender used; u32.
    public static final long EPOCH = 12;

    /// Chosen by who asks, unique on its link, repeated in the reply; u64.
    public static final long CORRELATION = 16;

    /// The session of an edge, 0 for none; u64.
    public static final long SESSION = 24;

    /// Identity of the hunt, or zero; 16 bytes.
    public static final long HUNT = 32;

    /// Identity of the hunter, or zero; 16 bytes.
    public static final long HUNTER = 48;

    /// Length of the header, and offset of the body.
    public static final int BYTES = 64;

    private FrameHeader() {}

    /// Starts a frame: zeroes the header and writes length and type.
    ///
    /// @param frame where to
    /// @param offset of the frame
    /// @param type a constant of [FrameType]
    /// @param length of the whole frame
    public static void begin(MemorySegment frame, long offset, byte type, int length) {
        frame.asSlice(offset, BYTES).fill((byte) 0);
        frame.set(Layouts.I32, offset + LENGTH, length);
        frame.set(Layouts.I8, offset + TYPE, type);
    }

    /// Starts a reply: as [#begin], with the addresses of the request.
    ///
    /// @param frame where to
    /// @param offset of the reply
    /// @param type a constant of [FrameType]
    /// @param length of the whole reply
    /// @param status the outcome
    /// @param request holds the request; may be `frame`, also at the same place
    /// @param requestOffset of the request
    public static void reply(
            MemorySegment frame,
            long offset,
            byte type,
            int length,
            Status status,
            MemorySegment request,
            long requestOffset) {
        MemorySegment.copy(request, requestOffset, frame, offset, BYTES);
        frame.set(Layouts.I32, offset + LENGTH, length);
        frame.set(Layouts.I8, offset + TYPE, type);
        frame.set(Layouts.I8, offset + FLAGS, (byte) 0);
        frame.set(Layouts.I16, offset + LINK, (short) 0);
        frame.set(Layouts.I16, offset + STATUS, (short) status.code());
    }

    /// The type of a frame.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return a constant of [FrameType]
    public static byte type(MemorySegment frame, long offset) {
        return frame.get(Layouts.I8, offset + TYPE);
    }

    /// The length of a frame.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return bytes, header included
    public static int length(MemorySegment frame, long offset) {
        return frame.get(Layouts.I32, offset + LENGTH);
    }

    /// The link that a frame came by.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return 0 to 65,535
    public static int link(MemorySegment frame, long offset) {
        return Short.toUnsignedInt(frame.get(Layouts.I16, offset + LINK));
    }

    /// The partition that a frame is addressed by.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return 0 to 65,535
    public static int partition(MemorySegment frame, long offset) {
        return Short.toUnsignedInt(frame.get(Layouts.I16, offset + PARTITION));
    }

    /// The outcome that a reply carries.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return the status
    public static Status status(MemorySegment frame, long offset) {
        return Status.of(Short.toUnsignedInt(frame.get(Layouts.I16, offset + STATUS)));
    }

    /// The epoch that the sender used.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return the epoch, unsigned
    public static int epoch(MemorySegment frame, long offset) {
        return frame.get(Layouts.I32, offset + EPOCH);
    }

    /// What ties a reply to its request.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return the correlation
    public static long correlation(MemorySegment frame, long offset) {
        return frame.get(Layouts.I64, offset + CORRELATION);
    }

    /// The session of an edge.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return the session, 0 for none
    public static long session(MemorySegment frame, long offset) {
        return frame.get(Layouts.I64, offset + SESSION);
    }

    /// The hunt, as a new object: not for the hot path.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return its identity
    public static Id128 hunt(MemorySegment frame, long offset) {
        return Id128.read(frame, offset + HUNT);
    }

    /// The hunter, as a new object: not for the hot path.
    ///
    /// @param frame where it lies
    /// @param offset of its start
    /// @return the identity
    public static Id128 hunter(MemorySegment frame, long offset) {
        return Id128.read(frame, offset + HUNTER);
    }
}
