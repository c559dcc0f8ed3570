package dev.lode.node;

import dev.lode.membership.HuntEntry;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.SliceDesk;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.slice.SliceIntake.Taken;
import dev.lode.wire.Status;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Moves a partition of a hunt out of this node or into it, by a file that this node sees.
///
/// Threads: the node's admin thread.
final class SliceOperations {
    private static final JsonMapper JSON = JsonMapper.shared();

    private SliceOperations() {}

    static ObjectNode run(NodeCore core, HuntEntry hunt, OperatorCommand command) throws NotDone {
        HuntBook book = core.book();
        int number = book.find(hunt.id().high(), hunt.id().low());
        HuntContent content = number == HuntBook.NONE ? null : book.hunt(number).content();
        if (content == null) {
            throw new NotDone(Status.UNAVAILABLE, "the hunt's content is not served by this node");
        }
        var desk = new SliceDesk(book.hunt(number).facts(), content);
        ObjectNode answer = JSON.createObjectNode().put("hunt", hunt.name());
        try {
            return switch (command.text("action")) {
                case "export" -> export(core, desk, command, answer);
                case "import" -> take(desk, command, answer);
                case "drop" -> drop(desk, command, answer);
                default ->
                        throw new NotDone(
                                Status.MALFORMED, "'action' is one of export, import, drop");
            };
        } catch (NoSuchFileException e) {
            throw new NotDone(
                    Status.MALFORMED, e.getFile() + " is not there, seen from the server");
        } catch (IOException e) {
            throw new NotDone(Status.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode export(
            NodeCore core, SliceDesk desk, OperatorCommand command, ObjectNode answer)
            throws NotDone, IOException {
        SliceHeader header = desk.export(command.partition(), core.table(), command.path("file"));
        return header(answer.put("done", "exported"), header);
    }

    private static ObjectNode take(SliceDesk desk, OperatorCommand command, ObjectNode answer)
            throws NotDone, IOException {
        Taken taken = desk.take(command.path("file"));
        String done =
                switch (taken.outcome()) {
                    case DONE -> "imported";
                    case THERE_ALREADY -> "there already";
                    case EMPTY -> "empty";
                };
        return header(answer.put("done", done), taken.header());
    }

    private static ObjectNode drop(SliceDesk desk, OperatorCommand command, ObjectNode answer)
            throws NotDone, IOException {
        int partition = command.partition();
        if (!desk.drop(partition)) {
            throw new NotDone(
                    Status.MALFORMED, "partition " + partition + " is not served from an import");
        }
        return answer.put("done", "dropped").put("partition", partition);
    }

    private static ObjectNode header(ObjectNode answer, SliceHeader header) {
        return answer.put("partition", header.partition())
                .put("content_bytes", header.contentBytes())
                .put("log_group", header.logGroup())
                .put("log_position", header.logPosition());
    }
}
