package dev.lode.storage.pack;

import dev.lode.base.Id128;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The file beside a pack that holds the secret of its keys: `NAME.secret` of `NAME.lode`.
///
/// One JSON object, `{"format":1,"id":"32 hex digits","secret":"64 hex digits"}`, readable by its
/// owner alone. It is written whole or not at all and never replaced. Format: docs/format/pack.md.
public final class SecretFile {
    private static final String SUFFIX = ".secret";
    private static final String PACK_SUFFIX = ".lode";
    private static final int FILE_BYTES_MAX = 4096;
    private static final Pattern JSON =
            Pattern.compile(
                    "\\s*\\{\\s*\"format\"\\s*:\\s*1\\s*,\\s*\"id\"\\s*:\\s*\"([0-9a-f]{32})\""
                            + "\\s*,\\s*\"secret\"\\s*:\\s*\"([0-9a-f]{64})\"\\s*}\\s*");

    private SecretFile() {}

    /// Where the secret of a pack lies.
    ///
    /// @param pack such as `world.lode`
    /// @return `world.secret` beside it
    public static Path of(Path pack) {
        String name = String.valueOf(pack.getFileName());
        String stem =
                name.endsWith(PACK_SUFFIX)
                        ? name.substring(0, name.length() - PACK_SUFFIX.length())
                        : name;
        return pack.resolveSibling(stem + SUFFIX);
    }

    /// The public name of a secret.
    ///
    /// @param secret 32 bytes
    /// @return what [PackInfo#secretId] holds
    public static Id128 id(byte[] secret) {
        return new Derived(secret).id();
    }

    /// The secret to pack with: the one beside the pack where there is one that belongs to it, else
    /// a new random one, which is written.
    ///
    /// @param pack the pack to be
    /// @param progress is told where a secret without a pack is taken up again
    /// @return 32 bytes
    /// @throws IOException where the secret beside it belongs to another pack, or the disk refuses
    public static byte[] forPack(Path pack, PackProgress progress) throws IOException {
        Path file = of(pack);
        if (Files.deleteIfExists(temp(file))) {
            progress.note("removed " + temp(file) + ", left by a pack that was ended");
        }
        if (!Files.exists(file)) {
            if (Files.exists(pack)) {
                Pack.infoOf(pack);
                throw new IOException(
                        pack
                                + " is there but its secret "
                                + file
                                + " is not: bring the secret back, or move the pack away");
            }
            byte[] secret = new byte[Derived.SECRET_BYTES];
            new SecureRandom().nextBytes(secret);
            write(file, secret);
            return secret;
        }
        byte[] secret = read(file);
        if (!Files.exists(pack)) {
            progress.note("taking up " + file + ", whose pack was not finished");
        } else if (!Pack.infoOf(pack).secretId().equals(id(secret))) {
            throw new IOException(
                    file
                            + " belongs to another pack than "
                            + pack
                            + ": move one of them away, or pack under another name");
        }
        return secret;
    }

    /// Reads a secret.
    ///
    /// @param file such as `world.secret`
    /// @return 32 bytes
    /// @throws IOException where it is missing or is no secret file
    public static byte[] read(Path file) throws IOException {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(FILE_BYTES_MAX);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " is not there; it was written beside the pack", e);
        }
        Matcher json = JSON.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        if (json.matches()) {
            byte[] secret = HexFormat.of().parseHex(json.group(2));
            if (id(secret).toString().equals(json.group(1))) {
                return secret;
            }
        }
        throw new IOException(
                file + " is not a secret file of Lode, or is damaged; bring a copy of it back");
    }

    /// Writes a secret, readable by its owner alone; where the file already holds it, nothing is
    /// done.
    ///
    /// @param file such as `world.secret`
    /// @param secret 32 bytes
    /// @throws IOException where the file holds another secret, or the disk refuses
    public static void write(Path file, byte[] secret) throws IOException {
        if (Files.exists(file)) {
            if (!id(read(file)).equals(id(secret))) {
                throw new IOException(
                        file + " holds the secret of another pack and is not overwritten");
            }
            return;
        }
        Path folder = WorkFiles.folder(file);
        Path temp = Files.createFile(temp(file), ownerOnly(folder));
        try {
            String json =
                    "{\"format\":1,\"id\":\""
                            + id(secret)
                            + "\",\"secret\":\""
                            + HexFormat.of().formatHex(secret)
                            + "\"}\n";
            try (var out = FileChannel.open(temp, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(json.getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            appear(temp, file);
            WorkFiles.forceFolder(folder);
        } finally {
            Files.deleteIfExists(temp);
        }
    }

    private static Path temp(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    /// Gives a file its name without ever replacing another: a link refuses where a move would not.
    private static void appear(Path temp, Path file) throws IOException {
        try {
            Files.createLink(file, temp);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " appeared meanwhile and is not overwritten", e);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        if (!Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            return new FileAttribute<?>[0];
        }
        var owner = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)};
    }
}
