package dev.lode.bench.index;

import dev.lode.bench.BenchFailed;
import dev.lode.bench.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What each process answered, round by round.
///
/// Threads: owned by one.
final class Turns {
    private final Map<String, List<Double>> figures = new HashMap<>();

    /// Adds a round's answer.
    ///
    /// @param who answered
    /// @param what was asked
    /// @param answer figures by name
    void add(String who, String what, Map<String, Double> answer) {
        answer.forEach((name, value) ->
                figures.computeIfAbsent(key(who, what, name), _ -> new ArrayList<>()).add(value));
    }

    /// Whether somebody answered something.
    ///
    /// @param who answered
    /// @param what was asked
    /// @param name of the figure
    /// @return true where there is at least one round
    boolean has(String who, String what, String name) {
        return figures.containsKey(key(who, what, name));
    }

    /// One figure of somebody.
    ///
    /// @param who answered
    /// @param what was asked
    /// @param name of the figure
    /// @return round by round
    Samples of(String who, String what, String name) {
        List<Double> rounds = figures.get(key(who, what, name));
        if (rounds == null) {
            throw new BenchFailed(who + " was not asked for " + what + " " + name);
        }
        return new Samples(rounds);
    }

    private static String key(String who, String what, String name) {
        return who + "\n" + what + "\n" + name;
    }
}
