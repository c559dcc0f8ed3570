package dev.lode.app.command;

import dev.lode.app.cli.Console;
import dev.lode.base.Id128;
import dev.lode.storage.slice.SliceChunk;
import dev.lode.storage.slice.SliceHeader;
import dev.lode.storage.store.Addition;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/// What a slice says of itself, printed for people or programs.
final class SliceReport {
    private static final JsonMapper JSON = JsonMapper.shared();

    private SliceReport() {}

    static void print(Console console, Path file, SliceHeader header, boolean json) {
        if (json) {
            console.line(json(header));
            return;
        }
        console.line("partition    " + header.partition());
        console.line("secret id    " + header.secretId());
        console.line(
                "hunt         "
                        + (header.hunt().equals(Id128.ZERO) ? "none: of a pack" : header.hunt()));
        console.line("epoch        " + header.epoch());
        console.line(
                header.logPosition() == 0
                        ? "additions    none"
                        : "additions    up to entry %d, addition %d of group %d"
                                .formatted(
                                        header.logPosition() >>> Addition.NUMBER_BITS,
                                        header.logPosition() & 0xFFFF,
                                        header.logGroup()));
        for (SliceChunk chunk : header.chunks()) {
            console.line(
                    "chunk        %s %d: head %s, blobs %s"
                            .formatted(
                                    text(chunk),
                                    chunk.origin(),
                                    Amounts.bytes(chunk.headBytes()),
                                    Amounts.bytes(chunk.blobBytes())));
        }
        console.line(
                "blocks       %s of %s"
                        .formatted(
                                Amounts.count(header.shape().blocks()),
                                Amounts.bytes(header.blockBytes())));
        console.line(
                "%s: sound, %s checked"
                        .formatted(file, Amounts.bytes(header.shape().streamBytes())));
    }

    private static String json(SliceHeader header) {
        var node = JSON.createObjectNode();
        node.put("partition", header.partition());
        node.put("secret_id", header.secretId().toString());
        node.put("hunt", header.hunt().toString());
        node.put("epoch", header.epoch());
        node.put("log_group", header.logGroup());
        node.put("log_position", header.logPosition());
        node.put("block_bytes", header.blockBytes());
        node.put("blocks", header.shape().blocks());
        node.put("content_bytes", header.contentBytes());
        node.put("stream_bytes", header.shape().streamBytes());
        var chunks = node.putArray("chunks");
        for (SliceChunk chunk : header.chunks()) {
            chunks.addObject()
                    .put("kind", text(chunk))
                    .put("origin", chunk.origin())
                    .put("head_bytes", chunk.headBytes())
                    .put("blob_bytes", chunk.blobBytes());
        }
        return node.toPrettyString();
    }

    private static String text(SliceChunk chunk) {
        return chunk.kind().name().toLowerCase(Locale.ROOT);
    }
}
