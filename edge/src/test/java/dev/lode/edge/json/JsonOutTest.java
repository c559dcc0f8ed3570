package dev.lode.edge.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// JSON written by hand, read back by a parser that knows nothing of us.
class JsonOutTest {
    @Test
    void everyCharacterSurvives() {
        var all = new StringBuilder("\"\\/\b\f\n\r\t é\u2028😀");
        for (char c = 0; c < 0x180; c++) {
            all.append(c);
        }
        String json = written(out -> out.text(all.toString()));
        try (var parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.VALUE_STRING);
            assertThat(parser.getString()).isEqualTo(all.toString());
            assertThat(parser.nextToken()).isNull();
        }
    }

    @Test
    void halfASurrogateBecomesValidUtf8() {
        assertThat(written(out -> out.text("a\uD800b"))).isEqualTo("\"a?b\"");
    }

    @Test
    void numbersAreDecimal() {
        for (long number :
                new long[] {
                    0,
                    9,
                    10,
                    99,
                    100,
                    32767,
                    32768,
                    65535,
                    65536,
                    Long.MAX_VALUE,
                    -1,
                    Long.MIN_VALUE
                }) {
            assertThat(written(out -> out.number(number))).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void bytesAreHexAndBase64UrlLikeThoseOfTheJdk() {
        long seed = Long.getLong("lode.seed", System.nanoTime());
        System.out.println("bytesAreHexAndBase64Url -Dlode.seed=" + seed);
        var random = new SplittableRandom(seed);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length + 3];
            random.nextBytes(bytes);
            var memory = MemorySegment.ofArray(bytes);
            byte[] part = Arrays.copyOfRange(bytes, 2, 2 + length);
            int count = length;
            assertThat(written(out -> out.base64(memory, 2, count)))
                    .isEqualTo(
                            '"'
                                    + Base64.getUrlEncoder().withoutPadding().encodeToString(part)
                                    + '"');
            assertThat(written(out -> out.hex(memory, 2, count)))
                    .isEqualTo('"' + HexFormat.of().formatHex(part) + '"');
        }
    }

    private static String written(Consumer<JsonOut> what) {
        var buffer = Unpooled.buffer();
        what.accept(new JsonOut(buffer));
        return buffer.toString(StandardCharsets.UTF_8);
    }
}
