package dev.lode.content;

/// What can be won: one key, one prize.
///
/// @param line where hunt.yaml says it
/// @param id its name, unique in the hunt
/// @param title for people
/// @param key the key that wins it
/// @param stock how many hunters can win it
public record Prize(long line, String id, String title, String key, int stock) {}
