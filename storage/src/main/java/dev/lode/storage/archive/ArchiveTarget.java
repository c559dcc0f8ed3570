package dev.lode.storage.archive;

import dev.lode.base.knob.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A bucket and how it is reached.
///
/// @param endpoint of the server; empty for that of AWS in the region
/// @param bucket its name
/// @param region what requests are signed for
/// @param credentials file in the format of the AWS tools; empty for their usual places
/// @param connectTimeout most that a connection may take to open
/// @param requestTimeout most that one request may take
public record ArchiveTarget(
        Optional<URI> endpoint,
        String bucket,
        String region,
        Optional<Path> credentials,
        Duration connectTimeout,
        Duration requestTimeout) {
    private static final String AWS = "aws";

    /// Takes it from the knobs.
    ///
    /// @param settings what was set
    /// @return the target; empty where `archive.endpoint` is off
    /// @throws IllegalArgumentException where endpoint and bucket do not name a place
    public static Optional<ArchiveTarget> of(Settings settings) {
        return settings.get(ArchiveKnobs.ENDPOINT).map(text -> named(text, settings));
    }

    private static ArchiveTarget named(String text, Settings settings) {
        String bucket = settings.get(ArchiveKnobs.BUCKET);
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException(
                    "archive.endpoint is set and archive.bucket is not: name the bucket");
        }
        return new ArchiveTarget(
                text.equals(AWS) ? Optional.empty() : Optional.of(uri(text)),
                bucket,
                settings.get(ArchiveKnobs.REGION),
                settings.get(ArchiveKnobs.CREDENTIALS_FILE),
                settings.get(ArchiveKnobs.CONNECT_TIMEOUT),
                settings.get(ArchiveKnobs.REQUEST_TIMEOUT));
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null
                    && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // said below, with the remedy
        }
        throw new IllegalArgumentException(
                "archive.endpoint cannot be \"" + text + "\": write off, aws, or http(s)://HOST");
    }

    /// Where it is, for people.
    ///
    /// @return bucket and endpoint
    public String place() {
        return "bucket "
                + bucket
                + " at "
                + endpoint.map(URI::toString).orElse("AWS, region " + region);
    }
}
