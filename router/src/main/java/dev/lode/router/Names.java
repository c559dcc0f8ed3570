package dev.lode.router;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Optional;

/// The rule for names of hunts and rooms: what may be hashed, so that every program hashes the same
/// bytes.
///
/// A name is text in Unicode's normal form C, of assigned characters only, not empty, without
/// control characters and without `/`. Characters that this Unicode does not assign are refused
/// because their normal form may still change.
public final class Names {
    /// Bytes that the name of a hunt may take as UTF-8.
    public static final int HUNT_BYTES_MAX = 64;

    /// Bytes that the name of a room may take as UTF-8.
    public static final int ROOM_BYTES_MAX = 128;

    private Names() {}

    /// What is wrong with the name of a hunt.
    ///
    /// @param name what was written
    /// @return the fault as half a sentence ("is empty"); empty where the name is good
    public static Optional<String> faultOfHunt(String name) {
        return fault(name, HUNT_BYTES_MAX);
    }

    /// What is wrong with the name of a room.
    ///
    /// @param name what was written
    /// @return the fault as half a sentence ("is empty"); empty where the name is good
    public static Optional<String> faultOfRoom(String name) {
        return fault(name, ROOM_BYTES_MAX);
    }

    static byte[] hunt(String name) {
        return bytes("hunt", name, HUNT_BYTES_MAX);
    }

    static byte[] room(String name) {
        return bytes("room", name, ROOM_BYTES_MAX);
    }

    private static byte[] bytes(String what, String name, int bytesMax) {
        fault(name, bytesMax)
                .ifPresent(fault -> {
                    throw new IllegalArgumentException("the name of a " + what + " " + fault);
                });
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<String> fault(String name, int bytesMax) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (name.length() > bytesMax) {
            return Optional.of(tooLong(bytesMax));
        }
        if (isPlain(name)) {
            return Optional.empty();
        }
        for (int i = 0; i < name.length(); ) {
            int character = name.codePointAt(i);
            String kind = kindRefused(character);
            if (!kind.isEmpty()) {
                return Optional.of("holds %s (U+%04X) at index %d".formatted(kind, character, i));
            }
            i += Character.charCount(character);
        }
        if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
            return Optional.of("is not in normal form C (NFC): write it composed");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > bytesMax) {
            return Optional.of(tooLong(bytesMax));
        }
        return Optional.empty();
    }

    /// Whether all is printable ASCII without a slash: nothing can be wrong with that.
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~' || c == '/') {
                return false;
            }
        }
        return true;
    }

    private static String kindRefused(int character) {
        if (character == '/') {
            return "a slash";
        }
        return switch (Character.getType(character)) {
            case Character.CONTROL -> "a control character";
            case Character.SURROGATE -> "half of a surrogate pair";
            case Character.UNASSIGNED -> "an unassigned character";
            default -> "";
        };
    }

    private static String tooLong(int bytesMax) {
        return "takes more than " + bytesMax + " bytes as UTF-8";
    }
}
