package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lode.base.knob.Settings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExampleWorldTest {
    static final Path WORLD = Path.of("..", "examples", "world");

    @Test
    void isSound() {
        LintReport report = Lint.run(WORLD, Settings.defaults(), ProgressListener.NONE);
        assertThat(report.text()).isEqualTo("2284 rooms, 116640 cells, 150 keys: nothing found\n");
    }
}
