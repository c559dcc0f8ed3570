package dev.lode.app.command;

import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.storage.wal.WalInspection;
import dev.lode.storage.wal.WalInspection.Finding;
import dev.lode.storage.wal.WalInspection.Item;
import dev.lode.storage.wal.WalInspection.LogView;
import dev.lode.storage.wal.WalInspection.SegmentView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `lode wal`: looks at the log of a stopped node and changes nothing.
@Command(name = "wal", description = "Looks at the log of a stopped node and changes nothing.")
final class WalCommand {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Invocation invocation;

    WalCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Command(
            name = "inspect",
            description = "Shows segments, lives, logs and indexes, as a start would see them.")
    int inspect(
            @Parameters(paramLabel = "FOLDER", description = "The log's folder: DATA/wal.")
                    Path folder,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json)
            throws IOException {
        return show(WalInspection.of(folder, false), json);
    }

    @Command(
            name = "verify",
            description =
                    "Reads every batch, checks every checksum, and compares the indexes with it.")
    int verify(
            @Parameters(paramLabel = "FOLDER", description = "The log's folder: DATA/wal.")
                    Path folder,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json)
            throws IOException {
        return show(WalInspection.of(folder, true), json);
    }

    @Command(name = "dump", description = "Prints batches and records, with the first 64 bytes.")
    int dump(
            @Parameters(paramLabel = "FOLDER", description = "The log's folder: DATA/wal.")
                    Path folder,
            @Option(names = "--log", defaultValue = "-1", description = "Records of this log only.")
                    int log,
            @Option(
                            names = "--from",
                            defaultValue = "0",
                            description = "Records from this index on only.")
                    long from,
            @Option(
                            names = "--to",
                            defaultValue = "9223372036854775807",
                            description = "Records up to this index only.")
                    long to,
            @Option(names = "--json", description = "Prints one JSON object a line.") boolean json)
            throws IOException {
        boolean chosen = log >= 0 || from > 0 || to < Long.MAX_VALUE;
        List<Finding> findings =
                WalInspection.dump(
                        folder,
                        item -> {
                            boolean record = item.log() >= 0;
                            boolean fits =
                                    record
                                            && (log < 0 || item.log() == log)
                                            && item.index() >= from
                                            && item.index() <= to;
                            if (fits || !chosen) {
                                print(item, record, json);
                            }
                        });
        findings.forEach(this::print);
        return status(findings);
    }

    private static int status(List<Finding> findings) {
        return (findings.isEmpty() ? ExitStatus.OK : ExitStatus.FAILED).number();
    }

    private void print(Item item, boolean record, boolean json) {
        if (json) {
            ObjectNode node = JSON.createObjectNode();
            node.put("segment", item.segment()).put("offset", item.offset());
            node.put("sequence", item.sequence()).put("kind", item.kind());
            if (record) {
                node.put("log", item.log()).put("index", item.index()).put("term", item.term());
                node.put("type", item.type()).put("bytes", item.bytes()).put("hex", item.hex());
            } else {
                node.put("durable", item.durable()).put("records", item.index());
            }
            console().line(node.toString());
        } else if (record) {
            console()
                    .line(
                            "  %-8s offset %d log %d index %d term %d type %d, %d bytes %s%s"
                                    .formatted(
                                            item.kind(),
                                            item.offset(),
                                            item.log(),
                                            item.index(),
                                            item.term(),
                                            item.type(),
                                            item.bytes(),
                                            item.hex(),
                                            item.hex().length() < 2 * item.bytes() ? "..." : ""));
        } else {
            console()
                    .line(
                            "%s offset %d %s %d, durable %d, %d records"
                                    .formatted(
                                            item.segment(),
                                            item.offset(),
                                            item.kind(),
                                            item.sequence(),
                                            item.durable(),
                                            item.index()));
        }
    }

    private int show(WalInspection found, boolean json) {
        if (json) {
            ObjectNode node = JSON.valueToTree(found);
            node.put("folder", found.folder().toString());
            node.put("id", String.valueOf(found.id()));
            node.put("owner", found.owner().toString());
            console().line(node.toPrettyString());
            return status(found.findings());
        }
        console().line("log          " + found.id() + ", of node folder " + found.owner());
        console()
                .line(
                        "lives        %d counted, %d segments, %d spare files"
                                .formatted(
                                        found.countedLife(),
                                        found.segments().size(),
                                        found.spares()));
        found.segments().forEach(this::print);
        for (LogView log : found.logs()) {
            console()
                    .line(
                            "log %-8d entries %d to %d, %d bytes of metadata"
                                    .formatted(
                                            log.log(),
                                            log.first(),
                                            log.last(),
                                            log.metadataBytes()));
        }
        if (found.cut() != null) {
            console().line("cut          a start would say: " + found.cut());
        }
        found.notes().forEach(note -> console().line("note         " + note));
        found.findings().forEach(this::print);
        if (found.findings().isEmpty()) {
            console().line("nothing wrong was found");
        }
        return status(found.findings());
    }

    private void print(SegmentView segment) {
        String read =
                segment.batches() == 0
                        ? ""
                        : ", %d batches, %d records"
                                .formatted(segment.batches(), segment.records());
        console()
                .line(
                        "%s %s, behind life %d, from batch %d, ends at %d of %d%s%s"
                                .formatted(
                                        segment.name(),
                                        segment.use(),
                                        segment.previousLife(),
                                        segment.firstSequence(),
                                        segment.end(),
                                        segment.bytes(),
                                        read,
                                        segment.index().isEmpty()
                                                ? ""
                                                : ", index: " + segment.index()));
    }

    private void print(Finding finding) {
        console()
                .line(
                        "DAMAGED      "
                                + finding.file()
                                + " at offset "
                                + finding.offset()
                                + ": "
                                + finding.what());
    }

    private Console console() {
        return invocation.console();
    }
}
