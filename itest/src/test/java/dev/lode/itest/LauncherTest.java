package dev.lode.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher alone, in a checkout made for the test, on a machine that has only what is put on
/// its path: a JDK, a Maven and tools, all of them scripts that write down how they were called.
final class LauncherTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "cat",
                    "env",
                    "find",
                    "flock",
                    "grep",
                    "head",
                    "id",
                    "mkdir",
                    "mktemp",
                    "mv",
                    "readlink",
                    "rm",
                    "tail",
                    "tee",
                    "touch",
                    "awk");

    @TempDir Path folder;
    private Path home;
    private Path bin;
    private Path jdk;

    @BeforeEach
    void makeAMachine() throws IOException {
        home = Files.createDirectories(folder.resolve("check out"));
        bin = Files.createDirectories(folder.resolve("bin"));
        jdk = Files.createDirectories(folder.resolve("jdk"));
        for (String file :
                List.of("lode", ".mvn/find-jdk.sh", ".mvn/build-once.sh", ".mvn/test.sh")) {
            Files.createDirectories(home.resolve(file).getParent());
            Files.copy(HOME.resolve(file), home.resolve(file));
        }
        Files.createDirectories(home.resolve(".ci"));
        Files.writeString(home.resolve(".ci/needs"), "# none\n");
        Files.createDirectories(home.resolve("app/src/main"));
        Files.writeString(home.resolve("app/src/main/Main.java"), "class Main {}\n");
        Files.writeString(home.resolve("pom.xml"), "<project/>\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        script(jdk.resolve("bin/javac"), "exit 0");
        script(jdk.resolve("bin/java"), "echo \"java $*\"");
        maven("mkdir -p app/target/modules");
        for (String tool : TOOLS) {
            Path real = Path.of("/usr/bin", tool);
            if (Files.isExecutable(real)) {
                script(bin.resolve(tool), "exec " + real + " \"$@\"");
            }
        }
    }

    private static void script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/bash\n" + body + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private void maven(String body) throws IOException {
        script(bin.resolve("mvn"), "echo \"mvn $*\" >> " + folder + "/calls\n" + body);
    }

    private List<String> mavenCalls() throws IOException {
        Path calls = folder.resolve("calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    private Program.Run lode(String... words) throws IOException, InterruptedException {
        return lode(Map.of(), words);
    }

    private Program.Run lode(Map<String, String> variables, String... words)
            throws IOException, InterruptedException {
        var prepared = Program.lode(folder, words);
        prepared.command().set(0, home.resolve("lode").toString());
        var environment = prepared.environment();
        environment.remove("LODE_NO_BUILD");
        environment.put("PATH", bin.toString());
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", jdk.toString());
        environment.putAll(variables);
        return Program.finish(folder, prepared);
    }

    @Test
    void buildsOnceSaysSoAndRuns() throws Exception {
        var first = lode("lint", "some folder");
        assertThat(first.err()).contains("lode: not built yet; building app", "lode: built in");
        assertThat(first.out()).startsWith("java @").contains("dev.lode.app.Main lint some folder");
        var second = lode("lint", "x");
        assertThat(second.err()).isEmpty();
        assertThat(mavenCalls()).singleElement().asString().contains("-pl app -am package");
    }

    @Test
    void buildsAgainWhereASourceIsNewerOrGone() throws Exception {
        lode("version");
        Path source = home.resolve("app/src/main/Main.java");
        var later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(source, later);
        assertThat(lode("version").err()).contains("lode: sources are newer than the build");
        Files.delete(source);
        Files.setLastModifiedTime(source.getParent(), later);
        assertThat(lode("version").err()).contains("lode: sources are newer than the build");
        assertThat(mavenCalls()).hasSize(3);
    }

    @Test
    void showsTheErrorsOfAFailedBuildAndItsLogAndDoesNotRun() throws Exception {
        maven("echo '[ERROR] Main.java:[1,1] no good'; echo '[INFO] noise'; exit 1");
        var run = lode("version");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("lode: the build failed", "no good", home + "/target/build-app.log")
                .doesNotContain("noise");
        assertThat(lode("version").status()).isEqualTo(1);
    }

    @Test
    void saysWhatIsMissingAndHowToGetIt() throws Exception {
        Files.delete(bin.resolve("mvn"));
        var run = lode("version");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("Maven is not installed", "apt-get install maven");
    }

    @Test
    void failsTheTestsWithTheListOfWhatTheyNeedWhereItMayNotInstallIt() throws Exception {
        Files.writeString(
                home.resolve(".ci/needs"), "no-such-tool some-package to look at frames\n");
        var run = lode("test");
        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err())
                .contains("no-such-tool (Debian package some-package): to look at frames");
        assertThat(mavenCalls()).isEmpty();
    }

    @Test
    void installsWhatTheTestsNeedThroughAptWhereItMayAndSaysSoBefore() throws Exception {
        Files.writeString(
                home.resolve(".ci/needs"), "no-such-tool some-package to look at frames\n");
        script(bin.resolve("id"), "echo 0");
        script(bin.resolve("apt-get"), "echo \"apt-get $*\" >> " + folder + "/calls");
        maven(
                "mkdir -p app/target/modules; echo '[WARNING] Tests run: 7, Failures: 0, Errors: 0, Skipped: 2'");
        var run = lode("test");
        assertThat(run.err()).contains("lode: installing with apt-get: some-package");
        assertThat(mavenCalls())
                .hasSize(3)
                .anyMatch(call ->
                        call.startsWith("apt-get install") && call.endsWith("some-package"));
        assertThat(run.out()).contains("lode: PASSED", "7 tests, 2 skipped");
        assertThat(run.status()).isZero();
    }

    @Test
    void endsTheTestsWithAClearFailure() throws Exception {
        maven("echo '[ERROR] FooTest.works:12 expected 1'; exit 1");
        var run = lode("test");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("FooTest.works:12 expected 1", "lode: FAILED after");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void givesEachKindOfCommandItsFlags() throws Exception {
        assertThat(lode("serve").out()).contains("app/jvm/server.args");
        assertThat(lode("demo").out()).contains("app/jvm/server.args");
        assertThat(lode("pack").out()).contains("app/jvm/batch.args");
        assertThat(lode("archive").out()).contains("app/jvm/state.args");
        assertThat(lode("wal").out()).contains("app/jvm/state.args");
        assertThat(lode("version").out()).contains("app/jvm/short.args");
    }

    @Test
    void takesTheMostHeapOfACommandFromTheEnvironment() throws Exception {
        assertThat(lode(Map.of("LODE_HEAP", "3g"), "pack").out())
                .containsSubsequence("app/jvm/batch.args", "-Xmx3g")
                .doesNotContain("-Xms");
        assertThat(lode(Map.of("LODE_HEAP", "3g"), "serve").out())
                .containsSubsequence("app/jvm/server.args", "-Xmx3g", "-Xms3g");
        assertThat(lode("pack").out()).doesNotContain("-Xmx");
    }
}
