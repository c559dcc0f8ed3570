package dev.lode.base;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The value layouts of every format of Lode: little-endian, no alignment needed.
///
/// Identities and digests alone are big-endian, so that bytes and text sort alike.
public final class Layouts {
    /// One byte.
    public static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;

    /// 16 bits, little-endian.
    public static final ValueLayout.OfShort I16 =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// 32 bits, little-endian.
    public static final ValueLayout.OfInt I32 =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// 64 bits, little-endian.
    public static final ValueLayout.OfLong I64 =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// 64 bits, big-endian: halves of an [Id128].
    public static final ValueLayout.OfLong I64_BIG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Layouts() {}
}
