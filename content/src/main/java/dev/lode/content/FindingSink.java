package dev.lode.content;

/// Whoever takes findings: lint gathers them, pack stops at the first.
@FunctionalInterface
interface FindingSink {
    /// Stops at the first finding.
    FindingSink STOP =
            finding -> {
                throw new ContentException(finding);
            };

    void found(Finding finding);
}
