package dev.lode.bucket;

import dev.lode.storage.archive.ArchiveStore;
import dev.lode.storage.archive.ArchiveTarget;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A bucket of an S3 server.
///
/// Threads: any. Requests are made once: who asks decides about the next try. Their checksums are
/// left out (many servers refuse the SDK's), because every object of the archive carries its own.
final class S3Store implements ArchiveStore {
    private static final int CONNECTIONS_MAX = 4;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_FOUND = 404;
    private static final String TYPE = "application/octet-stream";

    private final S3Client client;
    private final ArchiveTarget target;

    S3Store(ArchiveTarget target) {
        this.target = target;
        S3ClientBuilder builder =
                S3Client.builder()
                        .region(Region.of(target.region()))
                        .credentialsProvider(credentials(target.credentials().orElse(null)))
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(override ->
                                override.apiCallTimeout(target.requestTimeout())
                                        .apiCallAttemptTimeout(target.requestTimeout())
                                        .retryStrategy(retry -> retry.maxAttempts(1)))
                        .httpClientBuilder(
                                Apache5HttpClient.builder()
                                        .maxConnections(CONNECTIONS_MAX)
                                        .connectionTimeout(target.connectTimeout())
                                        .connectionAcquisitionTimeout(target.connectTimeout())
                                        .socketTimeout(target.requestTimeout()));
        URI endpoint = target.endpoint().orElse(null);
        if (endpoint != null) {
            builder.endpointOverride(endpoint).forcePathStyle(true);
        }
        client = builder.build();
    }

    private static AwsCredentialsProvider credentials(@Nullable Path file) {
        if (file == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        return ProfileCredentialsProvider.builder()
                .profileFile(() ->
                        ProfileFile.builder()
                                .content(file)
                                .type(ProfileFile.Type.CREDENTIALS)
                                .build())
                .profileName("default")
                .build();
    }

    @Override
    public Put putIfAbsent(String name, byte[] bytes) throws IOException {
        try {
            put(name, bytes, "*");
            return Put.STORED;
        } catch (AwsServiceException e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return Put.EXISTS;
            }
            throw failed("writing " + name, e);
        } catch (SdkException e) {
            throw failed("writing " + name, e);
        }
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        try {
            put(name, bytes, null);
        } catch (SdkException e) {
            throw failed("writing " + name, e);
        }
    }

    private void put(String name, byte[] bytes, @Nullable String unless) {
        var request = PutObjectRequest.builder().bucket(target.bucket()).key(name);
        if (unless != null) {
            request.ifNoneMatch(unless);
        }
        client.putObject(
                request.build(),
                RequestBody.fromContentProvider(() -> new TurnStream(bytes), bytes.length, TYPE));
    }

    @Override
    public byte @Nullable [] get(String name, int bytesMax) throws IOException {
        try (ResponseInputStream<GetObjectResponse> in =
                client.getObject(get -> get.bucket(target.bucket()).key(name))) {
            byte[] bytes = in.readNBytes(bytesMax);
            long length = in.response().contentLength();
            if (bytes.length < Math.min(length, bytesMax)) {
                throw new IOException(
                        name + " ended after " + bytes.length + " of " + length + " bytes");
            }
            if (length > bytesMax) {
                in.abort(); // else closing reads the rest
            }
            return bytes;
        } catch (NoSuchKeyException _) {
            return null;
        } catch (AwsServiceException e) {
            if (e.statusCode() == NOT_FOUND && !noBucket(e)) {
                return null;
            }
            throw failed("reading " + name, e);
        } catch (SdkException e) {
            throw failed("reading " + name, e);
        }
    }

    private static boolean noBucket(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && "NoSuchBucket".equals(e.awsErrorDetails().errorCode());
    }

    @Override
    public List<String> list(String prefix, String after) throws IOException {
        try {
            return client
                    .listObjectsV2(list -> {
                        list.bucket(target.bucket()).prefix(prefix);
                        if (!after.isEmpty()) {
                            list.startAfter(after);
                        }
                    })
                    .contents()
                    .stream()
                    .map(S3Object::key)
                    .toList();
        } catch (SdkException e) {
            throw failed("listing " + prefix, e);
        }
    }

    private IOException failed(String what, SdkException e) {
        return new IOException(what + " in " + target.place() + ": " + e.getMessage(), e);
    }

    @Override
    public String place() {
        return target.place();
    }

    @Override
    public void close() {
        client.close();
    }
}
