package dev.lode.content;

import dev.lode.base.knob.Settings;
import dev.lode.base.time.NanoClock;
import dev.lode.game.graph.HuntGraph;
import dev.lode.storage.pack.DamagedPack;
import dev.lode.storage.pack.Pack;
import dev.lode.storage.pack.PackInfo;
import dev.lode.storage.pack.PackKnobs;
import dev.lode.storage.pack.PackProgress;
import dev.lode.storage.pack.VerifyReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// What is in a pack, after every checksum of it was verified.
///
/// @param pack the file
/// @param report what the verification found
/// @param content what the pack holds; empty where it is too damaged to be opened
public record Inspection(Path pack, VerifyReport report, Optional<Content> content) {

    /// What a pack holds.
    ///
    /// @param hunt what it says of its hunt
    /// @param info counts, sizes and the root of the keys' commitments
    /// @param edges edges and exits of all rooms
    public record Content(HuntMeta hunt, PackInfo info, long edges) {}

    /// Looks into a pack.
    ///
    /// @param pack the file
    /// @param settings how many damages are named
    /// @param listener hears how far it has come
    /// @return what is in it; [VerifyReport#sound] tells whether all of it is good
    /// @throws IOException where it cannot be read
    public static Inspection of(Path pack, Settings settings, ProgressListener listener)
            throws IOException {
        ProgressMeter meter =
                new ProgressMeter(
                        listener, NanoClock.SYSTEM, settings.get(ContentKnobs.PROGRESS_INTERVAL));
        meter.begin("verify", AuthoringFolder.bytes(pack));
        PackProgress progress =
                (stage, done, total) -> {
                    if (stage == PackProgress.Stage.VERIFY) {
                        meter.at(done, done);
                    }
                };
        int damagesMax = Math.toIntExact(settings.get(PackKnobs.DAMAGES_MAX));
        VerifyReport report = Pack.verify(pack, damagesMax, progress);
        meter.end(report.bytesChecked(), report.bytesChecked());
        try (Pack open = Pack.open(pack)) {
            HuntGraph graph = HuntGraph.over(open.graph());
            return new Inspection(
                    pack,
                    report,
                    Optional.of(
                            new Content(HuntMeta.read(open.meta()), open.info(), graph.edges())));
        } catch (DamagedPack e) {
            // The report names this and every other damage.
            return new Inspection(pack, report, Optional.empty());
        }
    }
}
