package dev.lode.app.command;

import dev.lode.app.play.Operator;
import dev.lode.content.AddedCells;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/// Sends cells to a running hunt in requests of bounded length, one behind the other.
///
/// Threads: one. Errors: what the server refuses is an IOException that names the lines it
/// concerns; what was sent before stays, and sending the file again does no harm.
final class CellSender {
    /// Half of what an edge takes as it comes (`edge.bodyBytesMax`), so that quotes may double.
    private static final int TEXT_MAX = 30 << 10;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Operator operator;
    private final String hunt;
    private final StringBuilder text = new StringBuilder();
    private long firstLine;
    private long added;

    CellSender(Operator operator, String hunt) {
        this.operator = operator;
        this.hunt = hunt;
    }

    /// Sends every cell of a file.
    ///
    /// @return how many were added
    long send(AddedCells cells) throws IOException, InterruptedException {
        long lastLine = 0;
        while (cells.next()) {
            String line = line(cells);
            if (!text.isEmpty() && text.length() + line.length() > TEXT_MAX) {
                flush(lastLine);
            }
            if (text.isEmpty()) {
                firstLine = cells.line();
            }
            lastLine = cells.line();
            text.append(line).append('\n');
        }
        if (!text.isEmpty()) {
            flush(lastLine);
        }
        return added;
    }

    private void flush(long lastLine) throws IOException, InterruptedException {
        try {
            added += operator.add(hunt, text.toString());
        } catch (IOException e) {
            throw new IOException(
                    "of the cells in lines %d to %d: %s (%d cells before them were added)"
                            .formatted(firstLine, lastLine, e.getMessage(), added),
                    e);
        }
        text.setLength(0);
    }

    private static String line(AddedCells cells) {
        return "{\"room\":%s,\"site\":%d,\"spot\":%d,\"blob\":%s}"
                .formatted(
                        JSON.writeValueAsString(cells.room()),
                        cells.site(),
                        cells.spot(),
                        cells.blob());
    }
}
