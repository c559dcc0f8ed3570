package dev.lode.app.command;

import dev.lode.app.cli.Console;
import dev.lode.storage.pack.VerifyReport;
import java.nio.file.Path;

/// The outcome of checking a pack, printed: a line a damage, then the verdict.
final class Damages {
    private Damages() {}

    static void print(Console console, Path pack, VerifyReport report) {
        for (VerifyReport.Damage damage : report.damages()) {
            console.line(
                    "%s: %s%s, byte %d, %d bytes: %s"
                            .formatted(
                                    pack,
                                    damage.section(),
                                    damage.partition() < 0
                                            ? ""
                                            : " of partition " + damage.partition(),
                                    damage.offset(),
                                    damage.bytes(),
                                    damage.what()));
        }
        long untold = report.damagesTotal() - report.damages().size();
        if (untold > 0) {
            console.line("... and %s more".formatted(Amounts.count(untold)));
        }
        console.line(
                report.sound()
                        ? "%s: sound, %s checked"
                                .formatted(pack, Amounts.bytes(report.bytesChecked()))
                        : "%s: DAMAGED in %s places; copy it again from where it is whole, or pack it again"
                                .formatted(pack, Amounts.count(report.damagesTotal())));
    }
}
