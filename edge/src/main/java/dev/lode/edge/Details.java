package dev.lode.edge;

import dev.lode.wire.Status;

/// One sentence to each status, for people.
final class Details {
    private Details() {}

    static String of(Status status) {
        return switch (status) {
            case OK -> "Done.";
            case MOVED -> "Another node serves this now; try again.";
            case BUSY -> "There is no room for this now; try again.";
            case UNAVAILABLE -> "Nobody who could answer can be reached now; try again.";
            case COOLDOWN -> "The cooldown after your last dig is not over.";
            case RATE -> "Too many in too short a time.";
            case IN_FLIGHT -> "Earlier requests are still being answered.";
            case MALFORMED -> "The request is not as documented.";
            case NO_SESSION -> "There is no such session; say hello again.";
            case BAD_TOKEN -> "The token or session proves nothing here.";
            case EXPIRED_TOKEN -> "The token or session has run out.";
            case NO_HUNT -> "There is no such hunt.";
            case CLOSED -> "The hunt is not open.";
            case NO_ROOM -> "There is no such room.";
            case NO_SITE -> "The room has no such site.";
            case NO_CELL -> "There is no such cell.";
            case NOT_ENTERED -> "Enter a room first.";
            case NOT_HERE -> "You are not at the site of that cell.";
            case NO_EDGE -> "No way leads from here to there.";
            case NOT_ENTRY -> "That site is not an entry.";
            case GATE_CLOSED -> "The gate on this way is closed to you.";
            case BAD_PASS -> "The pass is not yours, or not for this gate.";
            case STALE -> "A request with a higher id was answered already.";
            case DAMAGED -> "The content of this cell is damaged; others are not.";
            case FORBIDDEN -> "The token is good, but it is not an operator's.";
            case WRONG_STATE -> "The state of the hunt does not allow that.";
            case TIMEOUT -> "No answer came in time; the same id may be sent again.";
            case NOT_DUG -> "The ticket does not prove a dig of yours in this hunt.";
            case EXPIRED -> "The ticket was presented too late.";
            case FAILED -> "Something broke; the operator's log says what.";
            case LOG_FULL -> "The claim could not be written down; nothing was decided. Try again.";
        };
    }
}
