package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A small hunt that hides one key in every cell but the last of each room; every third prize has a
/// stock of 3.
///
/// Every site of a room is an entry, and one edge leads from each room's first to its second site.
///
/// @param name of the hunt
/// @param pack its pack
/// @param cells the cells that hide keys, as people write them, in the order of the prizes
record SmallHunt(String name, Path pack, List<String> cells) {
    private static final List<String> ROOMS = List.of("hall", "attic", "cellar");
    private static final int STOCK_EVERY = 3;

    /// How many can win the key of a cell.
    int stock(int prize) {
        return prize % STOCK_EVERY == 0 ? 3 : 1;
    }

    /// A cell without a key.
    String emptyCell() {
        return "hall/0/1000000";
    }

    /// Writes the authoring folder and packs it.
    static SmallHunt pack(Path temp, String name, int keys) throws IOException {
        return packed(write(temp.resolve(name), name, keys, temp.resolve(name + ".lode")), temp);
    }

    /// As [#pack], with one more cell that is so long: cells that are added later may be no longer
    /// than the longest.
    static SmallHunt packWithLongCell(Path temp, String name, int keys, int bytes)
            throws IOException {
        SmallHunt hunt = write(temp.resolve(name), name, keys, temp.resolve(name + ".lode"));
        Files.writeString(
                temp.resolve(name).resolve("cells.jsonl"),
                "{\"room\":\"hall\",\"site\":0,\"spot\":1000001,\"blob\":{\"text\":\"%s\"}}%n"
                        .formatted("x".repeat(bytes)),
                StandardOpenOption.APPEND);
        return packed(hunt, temp);
    }

    private static SmallHunt packed(SmallHunt hunt, Path temp) {
        String name = hunt.name;
        var run = CommandLine.of("pack", temp.resolve(name).toString(), "-o", hunt.pack.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return hunt;
    }

    /// Writes the authoring folder alone.
    static SmallHunt write(Path folder, String name, int keys, Path pack) throws IOException {
        Files.createDirectories(folder);
        var hunt = new SmallHunt(name, pack, new ArrayList<>());
        var yaml = new StringBuilder();
        yaml.append("name: ").append(name).append("\ntitle: A small hunt\n");
        yaml.append(
                "rules: {cooldown: 0ms, digs_per_minute: 60000, dig_burst: 1000, ticket_life: 30min}\n");
        yaml.append("prizes:\n");
        var cells = new StringBuilder();
        for (int key = 0; key < keys; key++) {
            String room = ROOMS.get(key % ROOMS.size());
            int site = key / ROOMS.size() % 2;
            hunt.cells.add(room + "/" + site + "/" + key);
            yaml.append(
                    "  - {id: prize-%d, key: key-%d, stock: %d}\n"
                            .formatted(key, key, hunt.stock(key)));
            cells.append(cell(room, site, key, "\"key\":\"key-%d\",".formatted(key)));
        }
        cells.append(cell("hall", 0, 1_000_000, ""));
        var rooms = new StringBuilder();
        for (String room : ROOMS) {
            rooms.append(
                            "{\"room\":\"%s\",\"sites\":[{\"entry\":true},{\"entry\":true}],"
                                    .formatted(room))
                    .append("\"edges\":[[0,1]]}\n");
        }
        Files.writeString(folder.resolve("hunt.yaml"), yaml);
        Files.writeString(folder.resolve("rooms.jsonl"), rooms);
        Files.writeString(folder.resolve("cells.jsonl"), cells);
        return hunt;
    }

    private static String cell(String room, int site, int spot, String key) {
        return """
        {"room":"%s","site":%d,"spot":%d,"blob":{%s"name":"something","number":%d}}
        """
                .formatted(room, site, spot, key, spot);
    }
}
