package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.cli.ProgressLine;
import dev.lode.base.knob.SettingsRefused;
import dev.lode.content.Inspection;
import dev.lode.storage.pack.PackInfo;
import dev.lode.storage.slice.ImportedExtents;
import dev.lode.storage.store.StoreCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `lode inspect`: what is in a pack or a store, and whether all of it is sound.
@Command(
        name = "inspect",
        description =
                "Shows what is in a pack, a store, a folder of imports, or all content of a node, and checks every checksum.")
final class InspectCommand implements Callable<Integer> {
    private final Invocation run;

    @Parameters(
            paramLabel = "PACK",
            description =
                    "The pack, or the folder of a store, of a hunt on a node, or a node's data folder.")
    private Path pack = Path.of("");

    InspectCommand(Invocation run) {
        this.run = run;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        int worst = ExitStatus.OK.number();
        for (Path part : ContentFolder.parts(pack)) {
            worst = Math.max(worst, inspect(part));
        }
        return worst;
    }

    private int inspect(Path part) throws SettingsRefused, IOException, CommandFailed {
        if (ImportedExtents.is(part)) {
            return ExitStatus.ofCheck(ImportReport.print(run, part)).number();
        }
        if (StoreCheck.is(part)) {
            return StoreReport.print(run, part);
        }
        Inspection inspection;
        try (ProgressLine progress = run.progress()) {
            inspection = Inspection.of(part, run.settings(), progress);
        }
        inspection.content().ifPresent(this::print);
        Damages.print(run.console(), part, inspection.report());
        return ExitStatus.ofCheck(inspection.report().sound()).number();
    }

    private void print(Inspection.Content content) {
        Console console = run.console();
        PackInfo info = content.info();
        console.line("hunt         " + content.hunt().name() + ": " + content.hunt().title());
        console.line("format       " + info.format());
        console.line(
                "rooms        %s in %s partitions, %s edges and exits"
                        .formatted(
                                Amounts.count(info.rooms()),
                                Amounts.count(info.partitions()),
                                Amounts.count(content.edges())));
        console.line(
                "cells        %s; documents %s, stored %s, none longer than %s"
                        .formatted(
                                Amounts.count(info.cells()),
                                Amounts.bytes(info.plainBytes()),
                                Amounts.bytes(info.storedBytes()),
                                Amounts.bytes(info.blobBytesMax())));
        if (info.dictionaryBytes() > 0) {
            console.line("dictionary   " + Amounts.bytes(info.dictionaryBytes()));
        }
        console.line(
                "keys         %s sealed, %s prizes"
                        .formatted(
                                Amounts.count(info.keys()),
                                Amounts.count(content.hunt().prizes().size())));
        console.line("commitment   " + info.merkleRoot());
        console.line("secret id    " + info.secretId());
        console.line("file         " + Amounts.bytes(info.bytes()));
    }
}
