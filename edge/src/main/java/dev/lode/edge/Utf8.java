package dev.lode.edge;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Whether bytes are UTF-8 as RFC 3629 has it.
final class Utf8 {
    private Utf8() {}

    static boolean isValid(byte[] bytes, int length) {
        int ascii = 0;
        while (ascii < length && bytes[ascii] >= 0) {
            ascii++;
        }
        if (ascii == length) {
            return true;
        }
        try {
            CharBuffer _ =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes, ascii, length - ascii));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
