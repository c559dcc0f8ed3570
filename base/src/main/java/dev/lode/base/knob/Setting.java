package dev.lode.base.knob;

/// One value as somebody wrote it, not read yet.
///
/// @param name the knob's name as written
/// @param text the value as written
/// @param origin where
public record Setting(String name, String text, Origin origin) {}
