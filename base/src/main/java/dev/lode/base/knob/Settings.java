package dev.lode.base.knob;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The effective value of every knob, and where each came from.
///
/// Threads: immutable.
public final class Settings {
    private static final Settings DEFAULTS = new Settings(Map.of(), Map.of(), List.of());

    private final Map<String, Object> set;
    private final Map<String, Origin> origins;
    private final List<String> warnings;

    private Settings(Map<String, Object> set, Map<String, Origin> origins, List<String> warnings) {
        this.set = Map.copyOf(set);
        this.origins = Map.copyOf(origins);
        this.warnings = List.copyOf(warnings);
    }

    /// Every knob at its default.
    ///
    /// @return the settings
    public static Settings defaults() {
        return DEFAULTS;
    }

    /// Reads what was set. A later source wins over an earlier one; every value is checked, also
    /// one that another overrides.
    ///
    /// @param registry the knobs there are
    /// @param rising the sources in rising order: settings file, environment, command line
    /// @return the settings
    /// @throws SettingsRefused where a name is unknown or a value cannot be read; names every
    ///   problem
    public static Settings load(KnobRegistry registry, List<List<Setting>> rising)
            throws SettingsRefused {
        var set = new HashMap<String, Object>();
        var origins = new HashMap<String, Origin>();
        var warnings = new ArrayList<String>();
        var problems = new ArrayList<String>();
        for (List<Setting> source : rising) {
            for (Setting setting : source) {
                Optional<Knob<?>> found = registry.find(setting.name());
                if (found.isEmpty()) {
                    problems.add(unknown(registry, setting));
                    continue;
                }
                Knob<?> knob = found.get();
                if (!knob.name().equals(setting.name())) {
                    warnings.add(
                            "%s: %s is now called %s; the old name still works: rename it"
                                    .formatted(setting.origin(), setting.name(), knob.name()));
                }
                switch (KnobText.read(knob, setting.text())) {
                    case Reading.Value(Object value) ->
                            set.put(knob.name(), knob.offable() ? Optional.of(value) : value);
                    case Reading.Off _ -> set.put(knob.name(), Optional.empty());
                    case Reading.Refused refused -> problems.add(refusal(knob, setting, refused));
                }
                origins.put(knob.name(), setting.origin());
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsRefused(problems);
        }
        return new Settings(set, origins, warnings);
    }

    private static String unknown(KnobRegistry registry, Setting setting) {
        String nearest =
                registry.nearest(setting.name())
                        .map(name -> "the nearest is " + name + "; ")
                        .orElse("");
        return "%s: there is no knob %s; %s`lode config explain` lists all"
                .formatted(setting.origin(), setting.name(), nearest);
    }

    private static String refusal(Knob<?> knob, Setting setting, Reading.Refused refused) {
        return "%s: %s cannot be \"%s\": %s; allowed: %s; %s"
                .formatted(
                        setting.origin(),
                        knob.name(),
                        setting.text(),
                        refused.why(),
                        knob.allowed(),
                        refused.remedy());
    }

    /// The same settings with one value given by the program itself, for instance in a test.
    ///
    /// @param <T> its type
    /// @param knob which
    /// @param value its value
    /// @return a copy
    public <T> Settings with(Knob<T> knob, T value) {
        if (KnobText.read(knob, knob.text(value)) instanceof Reading.Refused(String why, _)) {
            throw new IllegalArgumentException(
                    "%s cannot be %s: %s; allowed: %s"
                            .formatted(knob.name(), knob.text(value), why, knob.allowed()));
        }
        var changed = new HashMap<>(set);
        var changedOrigins = new HashMap<>(origins);
        changed.put(knob.name(), value);
        changedOrigins.put(knob.name(), Origin.PROGRAM);
        return new Settings(changed, changedOrigins, warnings);
    }

    /// The value of a knob.
    ///
    /// @param <T> its type
    /// @param knob which
    /// @return what was set, else its default
    @SuppressWarnings("unchecked")
    public <T> T get(Knob<T> knob) {
        return (T) set.getOrDefault(knob.name(), knob.fallback());
    }

    /// Where the value of a knob came from.
    ///
    /// @param knob which
    /// @return the place
    public Origin origin(Knob<?> knob) {
        return origins.getOrDefault(knob.name(), Origin.DEFAULT);
    }

    /// What works but should be changed, such as a knob's former name.
    ///
    /// @return one line each
    public List<String> warnings() {
        return warnings;
    }
}
