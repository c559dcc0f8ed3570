package dev.lode.node;

import dev.lode.atlas.Atlas;
import dev.lode.base.Id128;
import dev.lode.consensus.ClosedGroup;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.claim.Win;
import dev.lode.node.claim.ClaimMachine;
import dev.lode.storage.wal.Wal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Reads the ledgers of a node that has ended from its data folder, without opening the node.
///
/// Each ledger is brought up to date from the newest good snapshot and the log behind it; the
/// snapshot's hash chain is verified record by record, and every record is held against those
/// before it.
public final class LedgerReader {
    private LedgerReader() {}

    /// The wins of one hunt in one claim group.
    ///
    /// @param hunt id of the hunt
    /// @param group number of the claim group
    /// @param wins in the order of the log
    /// @param chain hash over all of them, 64 hex digits
    public record HuntLedger(Id128 hunt, int group, List<Win> wins, String chain) {}

    /// Reads every ledger of a data folder.
    ///
    /// @param data the folder of a node that is not running
    /// @return the ledgers, by group and hunt
    /// @throws IOException where the folder is in use or cannot be read, or log or snapshot is
    ///   damaged
    public static List<HuntLedger> read(Path data) throws IOException {
        List<HuntLedger> ledgers = new ArrayList<>();
        try (Wal wal = Wal.openReadOnly(data.resolve("wal"))) {
            for (int group : wal.logs()) {
                if (group == Atlas.GROUP) {
                    continue;
                }
                var machine = new ClaimMachine(group, ClaimMachine.WinListener.NONE);
                Path snapshots = data.resolve("snapshots").resolve(Integer.toString(group));
                long _ = ClosedGroup.read(group, wal, snapshots, machine);
                for (ClaimLedger ledger : machine.ledgers()) {
                    ledgers.add(
                            new HuntLedger(
                                    ledger.hunt(),
                                    group,
                                    List.copyOf(ledger.wins()),
                                    HexFormat.of().formatHex(ledger.chain())));
                }
            }
        }
        return ledgers;
    }
}
