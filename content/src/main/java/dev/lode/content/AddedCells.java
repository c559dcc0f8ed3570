package dev.lode.content;

import dev.lode.base.knob.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// The cells of a file that is to be added to a running hunt: lines as in an authoring folder's
/// cells.jsonl, without keys.
///
/// Threads: one. Memory: one line. Errors: [ContentException] with file and line.
public final class AddedCells implements AutoCloseable {
    private final Path file;
    private final JsonLines lines;
    private final CellReader reader;
    private final CellLine cell = new CellLine();

    /// Opens a file.
    ///
    /// @param file `.jsonl` or `.jsonl.lz4`
    /// @param settings has the bounds of content
    public AddedCells(Path file, Settings settings) {
        this.file = file;
        Limits limits = Limits.of(settings);
        reader = new CellReader(file, limits);
        lines = new JsonLines(file, limits.lineBytesMax());
    }

    /// Goes to the next cell.
    ///
    /// @return false behind the last
    public boolean next() {
        if (!lines.next()) {
            return false;
        }
        reader.read(lines.bytes(), 0, lines.length(), lines.line(), cell);
        if (!cell.key.isEmpty()) {
            throw new ContentException(
                    file,
                    lines.line(),
                    Code.BAD_VALUE,
                    "the blob hides the key '"
                            + cell.key
                            + "'; keys are committed to before a hunt",
                    "add cells without keys, or pack the hunt anew");
        }
        return true;
    }

    /// Where the cell stands.
    ///
    /// @return line of the file, from 1
    public long line() {
        return cell.line;
    }

    /// The room that gets it.
    ///
    /// @return its name
    public String room() {
        return cell.room;
    }

    /// The site that gets it.
    ///
    /// @return 0 to 255
    public int site() {
        return cell.site;
    }

    /// Its spot.
    ///
    /// @return 0 to 1,048,575
    public int spot() {
        return cell.spot;
    }

    /// Its document.
    ///
    /// @return minimal JSON, an object
    public String blob() {
        return new String(cell.blob, 0, cell.blobBytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        lines.close();
    }
}
