package dev.lode.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// docs/format/client.md, played: what it says is heard is heard.
class ClientDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "format", "client.md");
    private static final Pattern VARYING =
            Pattern.compile("\"(session|ticket|pass|at_ms)\":(\"[^\"]*\"|\\d+)");

    private final EdgeUnderTest edge = new EdgeUnderTest();

    @BeforeEach
    void start() throws Exception {
        edge.start();
        edge.node()
                .blobs
                .put("fr-11/3/17", "{\"name\":\"Meaux\"}".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        edge.close();
    }

    @Test
    void everyConversationHappensAsWritten() throws Exception {
        Player player = edge.connect();
        Map<String, String> known = new HashMap<>();
        known.put("TOKEN", EdgeUnderTest.token("ada"));
        int heard = 0;
        for (String line : blocks("lode")) {
            if (line.startsWith("> ")) {
                String text = line.substring(2);
                for (var word : known.entrySet()) {
                    text = text.replace('"' + word.getKey() + '"', '"' + word.getValue() + '"');
                }
                player.say(text);
            } else {
                assertThat(masked(player.hear(), known)).isEqualTo(line.substring(2));
                heard++;
            }
        }
        assertThat(heard).isGreaterThan(9);
    }

    @Test
    void everyHttpAnswerIsAsWritten() throws Exception {
        String path = "";
        int answers = 0;
        for (String line : blocks("http")) {
            if (line.startsWith("GET ")) {
                path = line.substring(4);
                continue;
            }
            URI uri = URI.create("http://127.0.0.1:" + edge.address().getPort() + path);
            HttpResponse<String> answer =
                    edge.http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode() + " " + answer.body()).isEqualTo(line);
            answers++;
        }
        assertThat(answers).isGreaterThan(4);
    }

    @Test
    void everyCloseCodeIsExplainedAndNoOther() throws Exception {
        List<String> rows =
                Files.readAllLines(DOCUMENT).stream()
                        .filter(line -> line.matches("\\| [14]\\d{3} \\|.*"))
                        .map(line -> line.substring(2, 6))
                        .toList();
        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(CloseCode.values())
                                .map(code -> Integer.toString(code.code()))
                                .toList());
    }

    /// Puts words in place of what differs each time, and keeps it for later requests.
    private static String masked(String text, Map<String, String> known) {
        Matcher found = VARYING.matcher(text);
        var out = new StringBuilder();
        while (found.find()) {
            String name = found.group(1);
            boolean time = name.equals("at_ms");
            String word = time ? "NOW" : '"' + name.toUpperCase(Locale.ROOT) + '"';
            if (!time) {
                known.put(name.toUpperCase(Locale.ROOT), found.group(2).replace("\"", ""));
            }
            found.appendReplacement(out, "\"" + name + "\":" + word);
        }
        return found.appendTail(out).toString();
    }

    private static List<String> blocks(String kind) throws Exception {
        var lines = new ArrayList<String>();
        boolean inside = false;
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("```")) {
                inside = line.equals("```" + kind);
            } else if (inside) {
                lines.add(line);
            }
        }
        return lines;
    }
}
