package dev.lode.storage.pack;

import dev.lode.storage.extent.ChunkShape;
import dev.lode.storage.extent.ExtentPlace;
import dev.lode.storage.extent.ExtentWriter;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.Region;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands behind and before the extent of a pack: graph, keys, description, footer, header.
///
/// Threads: owned by one. Memory: the keys and one buffer.
final class PackSeal {
    private static final int OUT_BUFFER_BYTES = 1 << 20;

    private final ExtentWriter extent;
    private final ExtentPlace place;
    private final Derived derived;
    private final Region out;

    /// What was counted while content came in.
    ///
    /// @param rooms all of them
    /// @param cells all of them
    /// @param partitions that have a room
    /// @param plainBytesMax length of the longest document
    record Counts(long rooms, long cells, int partitions, int plainBytesMax) {}

    PackSeal(FileChannel file, ExtentWriter extent, ExtentPlace place, Derived derived) {
        this.extent = extent;
        this.place = place;
        this.derived = derived;
        out = new Region(file, OUT_BUFFER_BYTES, Math.max(place.headsEnd(), place.blobsEnd()));
    }

    /// Writes all of it.
    ///
    /// @param dictionary what blobs refer to, empty for none
    PackInfo seal(
            Counts counts,
            List<HiddenKey> placed,
            byte[] metaJson,
            SectionWriter graph,
            byte[] dictionary)
            throws IOException {
        byte[] sealed = new SealedKeys(derived).seal(placed);
        PagedOutput graphOut = paged(Section.Kind.GRAPH, graph);
        PagedOutput keysOut = paged(Section.Kind.KEYS, to -> to.write(sealed, 0, sealed.length));
        PagedOutput metaOut =
                paged(Section.Kind.META, to -> to.write(metaJson, 0, metaJson.length));
        var own = dictionary(dictionary);
        align();
        var sections =
                new ArrayList<>(
                        List.of(
                                heads(),
                                blobs(),
                                graphOut.writeChecks(),
                                keysOut.writeChecks(),
                                metaOut.writeChecks()));
        own.ifPresent(sections::add);
        align();
        var info =
                new PackInfo(
                        own.isPresent() ? Header.FORMAT_DICTIONARY : Header.FORMAT,
                        counts.rooms(),
                        counts.cells(),
                        placed.size(),
                        counts.partitions(),
                        counts.plainBytesMax(),
                        out.position() + Footer.BYTES,
                        extent.plainBytes(),
                        extent.storedBytes(),
                        dictionary.length,
                        derived.id(),
                        Commitments.root(Commitments.reveal(derived, placed)));
        byte[] footer = new Footer(info, sections).bytes();
        out.put(footer, 0, footer.length);
        byte[] header =
                new Header(
                                SealedKind.PACK,
                                info.format(),
                                info.bytes(),
                                info.secretId(),
                                Footer.check(footer))
                        .bytes();
        out.moveTo(0);
        out.put(header, 0, header.length);
        out.flush();
        return info;
    }

    private PagedOutput paged(Section.Kind kind, SectionWriter writer) throws IOException {
        align();
        var paged = new PagedOutput(kind, out);
        writer.write(paged);
        paged.end();
        return paged;
    }

    private Optional<Section> dictionary(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return Optional.empty();
        }
        align();
        long at = out.position();
        out.put(bytes, 0, bytes.length);
        int check = new Checksum().of(bytes, 0, bytes.length);
        return Optional.of(new Section(Section.Kind.DICTIONARY, check, at, bytes.length, 0));
    }

    private void align() throws IOException {
        out.fillTo(ChunkShape.aligned(out.position()), (byte) 0);
    }

    private Section heads() {
        return new Section(
                Section.Kind.HEADS,
                extent.directoryCheck(),
                place.headsAt(),
                place.headsEnd() - place.headsAt(),
                0);
    }

    private Section blobs() {
        return new Section(
                Section.Kind.BLOBS, 0, place.blobsAt(), place.blobsEnd() - place.blobsAt(), 0);
    }
}
