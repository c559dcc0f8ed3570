package dev.lode.wire;

/// The kinds of frames; requests below 64, answers above.
public final class FrameType {
    /// Edge to home: opens or resumes a session; [HelloFrame]. Answered by PLACE.
    public static final byte HELLO = 1;

    /// Edge to home: go to an entry site; [StepFrame]. Answered by PLACE.
    public static final byte ENTER = 2;

    /// Edge to home: go along an edge; [StepFrame]. Answered by PLACE.
    public static final byte MOVE = 3;

    /// Edge to home: describe where the hunter is; no body. Answered by VIEW.
    public static final byte LOOK = 4;

    /// Edge to home: open a cell; [DigFrame]. Answered by FIND.
    public static final byte DIG = 5;

    /// Edge to leader of a claim group: present a ticket; [ClaimFrame]. Answered by VERDICT.
    public static final byte CLAIM = 6;

    /// Edge to any replica of a claim group: send events of rooms from cursors on;
    /// [SubscribeFrame]. Answered by EVENTS, many.
    public static final byte SUBSCRIBE = 7;

    /// Edge to a replica: send no more events of these rooms; [SubscribeFrame]. Not answered.
    public static final byte UNSUBSCRIBE = 8;

    /// Edge to an atlas node: a command of an operator as JSON; [TextFrame]. Answered by
    /// ADMIN_REPLY.
    public static final byte ADMIN = 9;

    /// Anybody to a node: send the atlas if newer than a version; [AtlasFrame]. Answered by ATLAS,
    /// in parts.
    public static final byte ATLAS_PULL = 10;

    /// Node to holder: the stored bytes of a cell; [ReadFrame]. Answered by CELL.
    public static final byte READ = 11;

    /// Edge to home: a session has ended; no body. Not answered.
    public static final byte BYE = 12;

    /// Where a hunter stands; [PlaceFrame].
    public static final byte PLACE = 65;

    /// What a hunter sees there, as JSON; [TextFrame].
    public static final byte VIEW = 66;

    /// What a dig brought; [FindFrame].
    public static final byte FIND = 67;

    /// What became of a claim; [VerdictFrame].
    public static final byte VERDICT = 68;

    /// Events of one room; [EventsFrame].
    public static final byte EVENTS = 69;

    /// Answer to an operator, as JSON; [AdminReplyFrame].
    public static final byte ADMIN_REPLY = 70;

    /// A part of the encoded atlas; [AtlasFrame].
    public static final byte ATLAS = 71;

    /// The stored bytes of a cell; [CellFrame].
    public static final byte CELL = 72;

    /// The status says why; [RefusedFrame].
    public static final byte REFUSED = 73;

    /// Another node owns the partition; [MovedFrame].
    public static final byte MOVED = 74;

    private FrameType() {}
}
