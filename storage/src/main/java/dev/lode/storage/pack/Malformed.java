package dev.lode.storage.pack;

/// Bytes that are not what the format says.
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
        super(what);
    }
}
