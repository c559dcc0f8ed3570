package dev.lode.base.knob;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every knob of the program by name.
///
/// Threads: immutable.
public final class KnobRegistry {
    private final Map<String, Knob<?>> byName;
    private final Map<String, Knob<?>> byFormerName;
    private final Map<String, String> nameByVariable;

    private KnobRegistry(
            Map<String, Knob<?>> byName,
            Map<String, Knob<?>> byFormerName,
            Map<String, String> nameByVariable) {
        this.byName = Collections.unmodifiableMap(byName);
        this.byFormerName = Map.copyOf(byFormerName);
        this.nameByVariable = Map.copyOf(nameByVariable);
    }

    /// Collects knobs.
    ///
    /// @param knobs all of them, in any order
    /// @return the registry
    /// @throws IllegalArgumentException where two have one name, one former name or one environment
    ///   variable, or where a default is outside its own range
    public static KnobRegistry of(Collection<? extends Knob<?>> knobs) {
        var byName = new TreeMap<String, Knob<?>>();
        var byFormerName = new HashMap<String, Knob<?>>();
        var nameByVariable = new HashMap<String, String>();
        for (Knob<?> knob : knobs) {
            putOnce(byName, knob.name(), knob);
            putOnce(nameByVariable, knob.environmentName(), knob.name());
            checkDefault(knob);
        }
        for (Knob<?> knob : knobs) {
            for (String former : knob.formerNames()) {
                if (byName.containsKey(former)) {
                    throw new IllegalArgumentException(
                            "the former name " + former + " of " + knob.name() + " is in use");
                }
                putOnce(byFormerName, former, knob);
                putOnce(nameByVariable, Knob.environmentName(former), former);
            }
        }
        return new KnobRegistry(byName, byFormerName, nameByVariable);
    }

    private static <V> void putOnce(Map<String, V> into, String name, V value) {
        V other = into.putIfAbsent(name, value);
        if (other != null) {
            throw new IllegalArgumentException(
                    "two knobs are called " + name + ": " + other + " and " + value);
        }
    }

    private static <T> void checkDefault(Knob<T> knob) {
        String text = knob.text(knob.fallback());
        if (KnobText.read(knob, text) instanceof Reading.Refused(String why, _)) {
            throw new IllegalArgumentException(
                    "the default " + text + " of " + knob.name() + " cannot be read: " + why);
        }
    }

    /// All knobs.
    ///
    /// @return sorted by name
    public List<Knob<?>> all() {
        return List.copyOf(byName.values());
    }

    /// Looks a knob up by its present name or one it had before.
    ///
    /// @param name the name
    /// @return the knob, if there is one
    public Optional<Knob<?>> find(String name) {
        Knob<?> knob = byName.get(name);
        return Optional.ofNullable(knob != null ? knob : byFormerName.get(name));
    }

    /// The name, present or former, that an environment variable stands for.
    Optional<String> nameOfVariable(String variable) {
        return Optional.ofNullable(nameByVariable.get(variable));
    }

    /// The known name most like another one.
    ///
    /// @param name what was written
    /// @return the nearest by edits, ignoring case; empty where there are no knobs
    public Optional<String> nearest(String name) {
        return EditDistance.nearest(name, byName.keySet());
    }

    Optional<String> nearestVariable(String variable) {
        return EditDistance.nearest(variable, nameByVariable.keySet().stream().sorted().toList());
    }
}
