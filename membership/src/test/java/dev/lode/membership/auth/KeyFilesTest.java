package dev.lode.membership.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of issuers, signers and the operator's token.
class KeyFilesTest {
    private static final long FAR = 4_000_000_000_000L;

    @TempDir Path folder;

    @Test
    void aSignerAndItsIssuersFileGoTogether() throws Exception {
        TokenSigner signer = TokenSigner.generate("issuer \"one\" \\ é");
        Path key = folder.resolve("signer.json");
        Path issuers = folder.resolve("issuers.json");
        signer.save(key);
        Issuers.save(issuers, signer.issuer(), signer.publicKey());

        String token = TokenSigner.load(key).sign("ada \"x\"", FAR, Optional.empty());
        var tokens = new HunterTokens(Issuers.load(issuers), 0, 2048);
        assertThat(tokens.verify(token, 0))
                .isInstanceOfSatisfying(
                        TokenCheck.Verified.class,
                        good -> assertThat(good.subject()).isEqualTo("ada \"x\""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> signer.save(key)).isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void theKeyOfRfc8037SignsWhatRfc8037Says() throws Exception {
        Path key = folder.resolve("signer.json");
        Files.writeString(
                key,
                "{\"iss\":\"joe\",\"key\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\","
                        + "\"secret\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}");
        assertThat(
                        TokenSigner.load(key)
                                .signParts("eyJhbGciOiJFZERTQSJ9", "Example of Ed25519 signing"))
                .isEqualTo(
                        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5"
                                + "BhVsPt9g7sVvpAr_MuM0KAg");
    }

    @Test
    void anIssuerMayHaveSeveralKeys() throws Exception {
        TokenSigner old = TokenSigner.generate("i");
        TokenSigner now = TokenSigner.generate("i");
        Path file = folder.resolve("issuers.json");
        Files.writeString(
                file,
                "{\"issuers\":[{\"iss\":\"i\",\"key\":\"%s\"},{\"iss\":\"i\",\"key\":\"%s\"}]}"
                        .formatted(
                                Base64Text.encode(old.publicKey()),
                                Base64Text.encode(now.publicKey())));
        var tokens = new HunterTokens(Issuers.load(file), 0, 2048);
        for (TokenSigner signer : new TokenSigner[] {old, now}) {
            assertThat(tokens.verify(signer.sign("ada", FAR, Optional.empty()), 0))
                    .isInstanceOf(TokenCheck.Verified.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"issuers\":{}}",
                "{\"issuers\":[{\"iss\":\"i\"}]}",
                "{\"issuers\":[{\"iss\":\"i\",\"key\":\"AAAA\"}]}",
                "{\"issuers\":[],\"issuers\":[]}",
                "{\"issuers\":[{\"iss\":\"i\",\"key\":\"====\"}]}"
            })
    void aDamagedFileIsNamedWithWhatIsWanted(String text) throws Exception {
        Path file = folder.resolve("issuers.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> Issuers.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("wanted is {\"issuers\":[");
    }

    @Test
    void theOperatorsTokenIsDrawnOnceAndKept() throws Exception {
        Path file = folder.resolve("admin.token");
        AdminToken.loadOrCreate(file);
        String text = Files.readString(file).strip();

        assertThat(text).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        AdminToken token = AdminToken.loadOrCreate(file);
        assertThat(token.matches(text)).isTrue();
        assertThat(token.matches(text + "x")).isFalse();
        assertThat(token.matches("")).isFalse();
    }

    @Test
    void aShortOperatorsTokenIsRefused() throws Exception {
        Path file = folder.resolve("admin.token");
        Files.writeString(file, "short\n");
        assertThatThrownBy(() -> AdminToken.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ");
        assertThatThrownBy(() -> AdminToken.of("short"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
