package dev.lode.storage.slice;

/// Bytes that are not what a format wants, before anybody knows which file they are of.
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String what) {
        super(what);
    }

    Malformed(String what, Exception cause) {
        super(what, cause);
    }
}
