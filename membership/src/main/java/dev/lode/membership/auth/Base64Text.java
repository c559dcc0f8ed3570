package dev.lode.membership.auth;

import java.util.Arrays;
import java.util.Base64;

/// Base64url without padding, where every value has exactly one text.
final class Base64Text {
    private Base64Text() {}

    /// Reads it.
    ///
    /// @throws IllegalArgumentException where the text is not the one text of its value
    static byte[] decode(byte[] text) {
        byte[] value = Base64.getUrlDecoder().decode(text);
        if (!Arrays.equals(Base64.getUrlEncoder().withoutPadding().encode(value), text)) {
            throw new IllegalArgumentException("not base64url without padding");
        }
        return value;
    }

    static String encode(byte[] value) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(value);
    }
}
