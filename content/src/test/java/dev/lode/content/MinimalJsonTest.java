package dev.lode.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MinimalJsonTest {
    private static final String[] BLANKS = {"", " ", "\t", "  ", "\r", "\n "};
    private static final String[] VALUES = {
        "1",
        "-0.50E+3",
        "true",
        "null",
        "\"a b\"",
        "\"\\\"\\\\\"",
        "\" {,} \"",
        "[]",
        "\"é\\u00e9\"",
        "\"text that is longer than a word\"",
        "\"eight...\\\\\"",
        "\"東京  \\\" [ 1 ]\""
    };

    @Test
    void takesOutAMemberWhereverItStands() {
        assertThat(without("{\"key\":1}", "\"key\":1")).isEqualTo("{}");
        assertThat(without("{ \"key\":1 , \"a\":2 }", "\"key\":1")).isEqualTo("{\"a\":2}");
        assertThat(without("{ \"a\":2 , \"key\":1 }", "\"key\":1")).isEqualTo("{\"a\":2}");
        assertThat(without("{\"a\":2,\"key\":1,\"b\":3}", "\"key\":1"))
                .isEqualTo("{\"a\":2,\"b\":3}");
    }

    @Test
    void changesNothingButWhiteSpaceBetweenTokens() {
        long seed = Long.getLong("lode.seed", 7L);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2000; round++) {
            StringBuilder spaced = new StringBuilder();
            StringBuilder minimal = new StringBuilder();
            document(random, 4, spaced, minimal);
            assertThat(without(spaced.toString(), ""))
                    .as("lode.seed=%d", seed)
                    .isEqualTo(minimal.toString());
        }
    }

    private static void document(
            SplittableRandom random, int depth, StringBuilder spaced, StringBuilder minimal) {
        if (depth == 0 || random.nextInt(3) == 0) {
            both(random, VALUES[random.nextInt(VALUES.length)], spaced, minimal);
            return;
        }
        both(random, "{", spaced, minimal);
        int members = random.nextInt(4);
        for (int i = 0; i < members; i++) {
            both(random, (i == 0 ? "" : ",") + "\"m " + i + "\":", spaced, minimal);
            document(random, depth - 1, spaced, minimal);
        }
        both(random, "}", spaced, minimal);
    }

    private static void both(
            SplittableRandom random, String token, StringBuilder spaced, StringBuilder minimal) {
        spaced.append(BLANKS[random.nextInt(BLANKS.length)]).append(token);
        spaced.append(BLANKS[random.nextInt(BLANKS.length)]);
        minimal.append(token);
    }

    private static String without(String document, String member) {
        byte[] bytes = document.getBytes(UTF_8);
        byte[] into = new byte[bytes.length];
        int from = member.isEmpty() ? bytes.length : document.indexOf(member);
        int to = member.isEmpty() ? bytes.length : from + member.length();
        int length = MinimalJson.copy(bytes, 0, bytes.length, from, to, into);
        return new String(into, 0, length, UTF_8);
    }
}
