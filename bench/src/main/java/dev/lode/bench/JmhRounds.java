package dev.lode.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs JMH methods of one class in interleaved rounds: in every round each of them once, in a JVM
/// of its own, so that a machine that gets slower or faster does so for all.
///
/// @param rounds how many
/// @param warmups iterations thrown away in each JVM
/// @param iterations that count, in each JVM
/// @param iterationTime how long one lasts
/// @param flags of those JVMs
public record JmhRounds(
        int rounds, int warmups, int iterations, TimeValue iterationTime, List<String> flags) {

    /// The flags that the servers are shipped with.
    public static final List<String> SHIPPED =
            List.of(
                    "-XX:+UseZGC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /// Rounds for `--quick`: some seconds a method.
    ///
    /// @return three rounds of short iterations
    public static JmhRounds quick() {
        return new JmhRounds(3, 3, 4, TimeValue.milliseconds(200), SHIPPED);
    }

    /// Rounds for a full run.
    ///
    /// @return five rounds of iterations of one second
    public static JmhRounds full() {
        return new JmhRounds(5, 5, 5, TimeValue.seconds(1), SHIPPED);
    }

    /// The same rounds with one more flag.
    ///
    /// @param flag for the JVMs
    /// @return rounds
    public JmhRounds with(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new JmhRounds(rounds, warmups, iterations, iterationTime, List.copyOf(more));
    }

    /// What one method showed.
    ///
    /// @param score in the unit of the method's mode; of each round the median iteration, so that
    ///   one disturbed iteration does not count
    /// @param allocated bytes an operation, by `-prof gc`, to a hundredth: what is below is the
    ///   harness, which allocates some 50 KB an iteration
    /// @param counters the method's own counters, summed over a round's iterations
    public record Measured(Samples score, Samples allocated, Map<String, Samples> counters) {
        /// A counter of the method.
        ///
        /// @param name its field
        /// @return a sum a round
        /// @throws BenchFailed where the method has no such counter
        public Samples counter(String name) {
            Samples samples = counters.get(name);
            if (samples == null) {
                throw new BenchFailed("no counter " + name + " was measured");
            }
            return samples;
        }
    }

    /// Measures.
    ///
    /// @param type the class with the methods
    /// @param methods their names, in the order of a round
    /// @param progress gets a line a method and round
    /// @return what each showed
    /// @throws BenchFailed where JMH does not come to an end, or another JMH is running
    public Map<String, Measured> run(Class<?> type, List<String> methods, PrintStream progress) {
        Map<String, List<RunResult>> results = new LinkedHashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (String method : methods) {
                progress.printf("round %d of %d: %s%n", round, rounds, method);
                results.computeIfAbsent(method, m -> new ArrayList<>()).add(once(type, method));
            }
        }
        Map<String, Measured> measured = new LinkedHashMap<>();
        results.forEach((method, all) -> measured.put(method, measured(all)));
        return measured;
    }

    private static Measured measured(List<RunResult> rounds) {
        Map<String, Samples> counters = new LinkedHashMap<>();
        for (String name : rounds.getFirst().getSecondaryResults().keySet()) {
            counters.put(name, secondary(rounds, name));
        }
        List<Double> medians = new ArrayList<>();
        for (RunResult round : rounds) {
            medians.add(round.getPrimaryResult().getStatistics().getPercentile(50));
        }
        return new Measured(
                new Samples(medians), secondary(rounds, ALLOCATED).toHundredths(), counters);
    }

    private static Samples secondary(List<RunResult> rounds, String name) {
        List<Double> scores = new ArrayList<>();
        for (RunResult round : rounds) {
            Result<?> result = round.getSecondaryResults().get(name);
            if (result == null) {
                throw new BenchFailed("JMH said nothing of " + name);
            }
            scores.add(result.getScore());
        }
        return new Samples(scores);
    }

    /// What a method showed.
    ///
    /// @param all that were measured
    /// @param method its name
    /// @return its figures
    /// @throws BenchFailed where there are none
    public static Measured get(Map<String, Measured> all, String method) {
        Measured measured = all.get(method);
        if (measured == null) {
            throw new BenchFailed("nothing was measured of " + method);
        }
        return measured;
    }

    private RunResult once(Class<?> type, String method) {
        OptionsBuilder options = new OptionsBuilder();
        options.include("^" + type.getName().replace(".", "\\.") + "\\." + method + "$");
        options.forks(1);
        options.warmupIterations(warmups);
        options.warmupTime(iterationTime);
        options.measurementIterations(iterations);
        options.measurementTime(iterationTime);
        options.jvmArgs(flags.toArray(String[]::new));
        options.addProfiler(GCProfiler.class);
        options.verbosity(VerboseMode.SILENT);
        options.shouldFailOnError(true);
        try {
            Collection<RunResult> results = new Runner(options.build()).run();
            return results.stream()
                    .findFirst()
                    .orElseThrow(() -> new BenchFailed("JMH knows no " + type + "." + method));
        } catch (RunnerException e) {
            throw new BenchFailed("JMH failed at " + method + ": " + causes(e), e);
        }
    }

    /// What the measured code threw: JMH's own message does not say it.
    private static String causes(RunnerException failure) {
        StringBuilder all = new StringBuilder(String.valueOf(failure.getMessage()));
        Throwable cause = failure.getCause();
        if (cause != null) {
            for (Throwable thrown : cause.getSuppressed()) {
                all.append("; ").append(thrown);
            }
        }
        return all.toString();
    }
}
