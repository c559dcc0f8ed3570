/** The archive's store in an S3 bucket. */
@org.jspecify.annotations.NullMarked
module dev.lode.bucket {
    requires transitive dev.lode.storage;
    requires org.slf4j; // for the SDK, whose automatic modules cannot ask for it
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.apache5;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.retries.api;
    requires software.amazon.awssdk.services.s3;
    requires software.amazon.awssdk.utils;

    exports dev.lode.bucket;

    provides dev.lode.storage.archive.ArchiveStores with
            dev.lode.bucket.S3Stores;
}
