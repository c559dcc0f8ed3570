package dev.lode.node;

import dev.lode.wire.Status;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// The members of an operator's command, each refused with a word on it where it is not what it
/// must be.
///
/// @param json the command
record OperatorCommand(JsonNode json) {
    private static final int PARTITION_MAX = 0xFFFF;

    /// What is to be done; empty where that is not said.
    String op() {
        return json.path("op").asString("");
    }

    /// A text that must be there.
    String text(String member) throws NotDone {
        String text = json.path(member).asString("");
        if (text.isEmpty()) {
            throw new NotDone(Status.MALFORMED, "'" + member + "' must be there and be text");
        }
        return text;
    }

    /// A text that need not be there.
    String text(String member, String otherwise) {
        return json.path(member).asString(otherwise);
    }

    /// A path as this machine sees it.
    Path path(String member) throws NotDone {
        try {
            return Path.of(text(member));
        } catch (InvalidPathException e) {
            throw new NotDone(Status.MALFORMED, "'" + member + "' is no path");
        }
    }

    /// The partition that is meant.
    int partition() throws NotDone {
        try {
            int partition = Integer.parseInt(text("partition"));
            if (partition >= 0 && partition <= PARTITION_MAX) {
                return partition;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new NotDone(Status.MALFORMED, "'partition' must be a number from 0 to 65535");
    }
}
