package dev.lode.app.config;

/// An option that Lode did not declare but lives under: of the JVM, a library or the system.
///
/// @param name as its owner calls it
/// @param value in effect now
/// @param origin who set it
/// @param meaning what it does to Lode, one clause
public record InheritedOption(String name, String value, String origin, String meaning) {}
