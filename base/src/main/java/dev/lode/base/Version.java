package dev.lode.base;

/// The version of this build.
///
/// @param name what a person reads, such as `0.1.0`
public record Version(String name) {
    /// The version that is running now.
    public static final Version CURRENT = new Version("0.1.0");
}
