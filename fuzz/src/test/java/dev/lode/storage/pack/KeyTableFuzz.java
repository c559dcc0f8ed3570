package dev.lode.storage.pack;

import dev.lode.fuzz.Edits;
import java.util.Arrays;
import java.util.List;

/// Sealed keys: refused, or the key that was sealed.
public final class KeyTableFuzz {
    private static final Derived DERIVED = new Derived(new byte[Derived.SECRET_BYTES]);
    private static final HiddenKey KEY = new HiddenKey(4711, "key", 3, "prize", 2);
    private static final byte[] SOUND = new SealedKeys(DERIVED).seal(List.of(KEY));

    private KeyTableFuzz() {}

    /// Changes a record and unseals it.
    public static void fuzzerTestOneInput(byte[] input) {
        byte[] record = Arrays.copyOf(new Edits(input).applyTo(SOUND), SOUND.length);
        try {
            HiddenKey key = new SealedKeys(DERIVED).unseal(record, 0);
            if (!key.equals(KEY)) {
                throw new AssertionError("another key: " + key);
            }
        } catch (Malformed e) {
            if (Arrays.equals(record, SOUND)) {
                throw new AssertionError("a sound record is refused", e);
            }
        }
    }
}
