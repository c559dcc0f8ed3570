package dev.lode.base.knob;

import java.util.Map;

/// The effective value of every knob, and where each came from.
///
/// Threads: immutable.
public final class Settings {
    private final Map<String, Object> set;

    private Settings(Map<String, Object> set) {
        this.set = set;
    }

    /// Every knob at its default.
    ///
    /// @return the settings
    public static Settings defaults() {
        return new Settings(Map.of());
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
}
