package dev.lode.app.config;

import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Settings;
import java.util.List;
import java.util.Locale;

/// Everything there is to say about one knob, as text.
///
/// @param name its name
/// @param unit what its text means
/// @param value in effect
/// @param origin where that came from
/// @param fallback its default
/// @param allowed its range
/// @param change when a new value takes effect
/// @param environment the variable that sets it
/// @param formerNames what it was called before
/// @param reason why it exists
public record KnobView(
        String name,
        String unit,
        String value,
        String origin,
        String fallback,
        String allowed,
        String change,
        String environment,
        List<String> formerNames,
        String reason) {

    /// Looks at a knob.
    ///
    /// @param <T> its type
    /// @param knob which
    /// @param settings what is in effect
    /// @return the view
    public static <T> KnobView of(Knob<T> knob, Settings settings) {
        return new KnobView(
                knob.name(),
                knob.unit().name().toLowerCase(Locale.ROOT),
                knob.text(settings.get(knob)),
                settings.origin(knob).text(),
                knob.text(knob.fallback()),
                knob.allowed(),
                knob.change().name().toLowerCase(Locale.ROOT),
                knob.environmentName(),
                knob.formerNames(),
                knob.reason());
    }
}
