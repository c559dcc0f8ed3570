package dev.lode.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lode.base.knob.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An authoring folder of a test: a small sound hunt, of which a test replaces what it means.
final class Folder {
    static final String HUNT =
            """
            name: small
            title: A small hunt
            rules: {cooldown: 200ms, ticket_life: 30s}
            prizes:
              - {id: crown, key: key-1}
              - {id: ring, key: key-2, stock: 3}
            """;
    static final String ROOMS =
            """
            {"room":"hall","sites":[{"title":"Door","entry":true},{"title":"Stair"}],"edges":[[0,1]],"exits":[{"from":1,"room":"attic","site":0}],"gates":[{"from":1,"room":"attic","site":0,"needs":"key-1"}]}
            {"room":"attic","title":"The attic","sites":[{},{}],"edges":[[0,1]]}
            """;
    static final String CELLS =
            """
            {"room":"hall","site":0,"spot":0,"blob":{"name":"a mat","key":"key-1"}}
            {"room":"hall","site":1,"spot":7,"blob":{"name":"dust"}}
            {"room":"attic","site":1,"spot":0,"blob":{"key":"key-2","name":"a box"}}
            """;

    final Path path;
    private Settings settings = Settings.defaults();

    Folder(Path path) {
        this.path = path;
        file("hunt.yaml", HUNT);
        file("rooms.jsonl", ROOMS);
        file("cells.jsonl", CELLS);
    }

    Folder hunt(String text) {
        return file("hunt.yaml", text);
    }

    Folder rooms(String text) {
        return file("rooms.jsonl", text);
    }

    Folder cells(String text) {
        return file("cells.jsonl", text);
    }

    Folder cellsLz4(byte[] bytes) {
        return without("cells.jsonl").file("cells.jsonl.lz4", bytes);
    }

    Folder with(Settings knobs) {
        settings = knobs;
        return this;
    }

    Settings settings() {
        return settings;
    }

    Folder file(String name, String text) {
        return file(name, text.getBytes(UTF_8));
    }

    Folder file(String name, byte[] bytes) {
        try {
            Files.write(path.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Folder without(String name) {
        try {
            Files.delete(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    LintReport lint() {
        return Lint.run(path, settings, ProgressListener.NONE);
    }
}
