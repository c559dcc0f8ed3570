package dev.lode.app.archive;

import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveStores;
import dev.lode.storage.archive.ArchiveTarget;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.lang.module.ResolutionException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.Set;

/// The client of S3 servers: modules in a folder of their own, loaded when the first store is
/// opened and never before.
///
/// They are many and mostly automatic ones, which would slow every start of `lode` if they lay on
/// its module path. Threads: any.
public final class BucketModules implements ArchiveStores {
    private static final String MODULE = "dev.lode.bucket";
    private static final String FOLDER = "bucket";

    /// Makes one that has loaded nothing.
    public BucketModules() {}

    @Override
    public ArchiveStore open(ArchiveTarget target) throws IOException {
        try {
            return stores().open(target);
        } catch (LinkageError e) { // a jar of the folder is missing or of another version
            throw new IOException("the client of S3 servers is not whole: " + e, e);
        }
    }

    private static ArchiveStores stores() throws IOException {
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            throw new IOException(
                    "the client of S3 servers is not installed: "
                            + folder
                            + " is missing; build with ./build package");
        }
        try {
            ModuleLayer boot = ModuleLayer.boot();
            Configuration modules =
                    boot.configuration()
                            .resolveAndBind(
                                    ModuleFinder.of(), ModuleFinder.of(folder), Set.of(MODULE));
            ModuleLayer layer =
                    boot.defineModulesWithOneLoader(modules, BucketModules.class.getClassLoader());
            return ServiceLoader.load(layer, ArchiveStores.class)
                    .findFirst()
                    .orElseThrow(() -> new IOException(folder + " holds no client of S3 servers"));
        } catch (FindException | ResolutionException e) {
            throw new IOException(
                    "the client of S3 servers in " + folder + " is not whole: " + e.getMessage(),
                    e);
        }
    }

    /// Beside the folder of the program's own modules.
    private static Path folder() {
        URI place =
                URI.create(
                        BucketModules.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString());
        return Path.of(place).resolveSibling("").resolveSibling(FOLDER);
    }
}
