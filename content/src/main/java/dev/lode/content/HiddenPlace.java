package dev.lode.content;

/// Where a key is hidden.
///
/// @param line of the cell
/// @param room index of its room
/// @param site of the cell
/// @param spot of the cell
/// @param prize index of the key's prize, or -1
record HiddenPlace(long line, int room, int site, int spot, int prize) {}
