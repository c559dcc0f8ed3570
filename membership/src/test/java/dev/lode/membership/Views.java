package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.router.HuntMap;
import dev.lode.router.PartitionTable;
import dev.lode.wire.HuntState;
import java.util.List;

/// Views to try things out with.
final class Views {
    static final Id128 CLUSTER = new Id128(1, 2);

    private Views() {}

    static HuntEntry hunt(int number, String name, HuntState state) {
        return new HuntEntry(
                new Id128(9, number),
                name,
                "Schätze " + number,
                state,
                number,
                HuntMap.over(1, 32_768, 65_535),
                65_536,
                "ab".repeat(32),
                1_700_000_000_000L,
                new HuntRules(200, 240, 20, 30_000, 60_000, 100, 0));
    }

    static AtlasView view(long version, PartitionTable table) {
        return new AtlasView(
                version,
                CLUSTER,
                List.of(
                        new NodeEntry(0, new Id128(3, 3), 1, 0, ""),
                        new NodeEntry(32_767, new Id128(4, 4), 2, 1, "a:1"),
                        new NodeEntry(32_768, new Id128(4, 5), 2, 1, "b:1"),
                        new NodeEntry(65_535, new Id128(5, 5), 3, 2, "c:1")),
                table,
                List.of(
                        new GroupEntry(0, 0, List.of(0)),
                        new GroupEntry(32_768, 65_535, List.of(0, 32_767, 65_535))),
                List.of(
                        hunt(1, "world", HuntState.SETTLED),
                        hunt(2, "world", HuntState.OPEN),
                        hunt(3, "moon", HuntState.DRAFT)));
    }
}
