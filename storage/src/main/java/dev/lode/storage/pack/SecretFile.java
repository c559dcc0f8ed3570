package dev.lode.storage.pack;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.file.Path;

/// The file beside a pack that holds the secret of its keys: `NAME.secret` of `NAME.lode`.
@SuppressWarnings("DoNotCallSuggester")
public final class SecretFile {
    private SecretFile() {}

    /// Where the secret of a pack lies.
    ///
    /// @param pack such as `world.lode`
    /// @return `world.secret` beside it
    public static Path of(Path pack) {
        throw new UnsupportedOperationException();
    }

    /// The public name of a secret.
    ///
    /// @param secret 32 bytes
    /// @return what [PackInfo#secretId] holds
    public static Id128 id(byte[] secret) {
        throw new UnsupportedOperationException();
    }

    /// The secret to pack with: the one beside the pack where there is one that belongs to it, else
    /// a new random one, which is written.
    ///
    /// @param pack the pack to be
    /// @param progress is told where a secret without a pack is taken up again
    /// @return 32 bytes
    /// @throws IOException where the secret beside it belongs to another pack, or the disk refuses
    public static byte[] forPack(Path pack, PackProgress progress) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Reads a secret.
    ///
    /// @param file such as `world.secret`
    /// @return 32 bytes
    /// @throws IOException where it is missing or is no secret file
    public static byte[] read(Path file) throws IOException {
        throw new UnsupportedOperationException();
    }

    /// Writes a secret, readable by its owner alone; where the file already holds it, nothing is
    /// done.
    ///
    /// @param file such as `world.secret`
    /// @param secret 32 bytes
    /// @throws IOException where the file holds another secret, or the disk refuses
    public static void write(Path file, byte[] secret) throws IOException {
        throw new UnsupportedOperationException();
    }
}
