package dev.lode.content;

/// Whoever takes findings: lint gathers them, pack stops at the first.
@FunctionalInterface
interface FindingSink {
    /// Stops at the first finding.
    FindingSink STOP =
            finding -> {
                throw new ContentException(finding);
            };

    /// Takes none: what is read a second time was reported at the first.
    FindingSink NONE = _ -> {};

    void found(Finding finding);
}
