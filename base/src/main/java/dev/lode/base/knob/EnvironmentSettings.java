package dev.lode.base.knob;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The settings that stand in environment variables: `LODE_WAL_SEGMENT_BYTES` for
/// `wal.segmentBytes`.
public final class EnvironmentSettings {
    private static final String PREFIX = "LODE_";

    /// Kubernetes puts the address of each service of a namespace into every pod, so a service
    /// called `lode` or `lode-edge` makes variables that nobody set. An unknown name of this shape
    /// is not ours, and a known one (`edge.port`) is ours only where it does not hold a service's
    /// address.
    private static final Pattern SERVICE_LINK_NAME =
            Pattern.compile(
                    "LODE_([A-Z0-9_]+_)?(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
                            + "|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private static final Pattern SERVICE_LINK_VALUE = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentSettings() {}

    /// Picks what is ours.
    ///
    /// @param registry the knobs there are
    /// @param environment the variables of the process
    /// @return the settings, sorted by variable
    /// @throws SettingsRefused where a variable begins with `LODE_` and no knob has it
    public static List<Setting> of(KnobRegistry registry, Map<String, String> environment)
            throws SettingsRefused {
        var settings = new ArrayList<Setting>();
        var problems = new ArrayList<String>();
        new TreeMap<>(environment)
                .forEach((variable, text) -> {
                    if (!variable.startsWith(PREFIX) || isServiceLink(variable, text)) {
                        return;
                    }
                    var name = registry.nameOfVariable(variable);
                    if (name.isPresent()) {
                        settings.add(new Setting(name.get(), text, Origin.environment(variable)));
                    } else if (!SERVICE_LINK_NAME.matcher(variable).matches()) {
                        problems.add(unknown(registry, variable));
                    }
                });
        if (!problems.isEmpty()) {
            throw new SettingsRefused(problems);
        }
        return settings;
    }

    private static boolean isServiceLink(String variable, String text) {
        return SERVICE_LINK_NAME.matcher(variable).matches()
                && SERVICE_LINK_VALUE.matcher(text).matches();
    }

    private static String unknown(KnobRegistry registry, String variable) {
        String nearest =
                registry.nearestVariable(variable)
                        .map(name -> "the nearest is " + name + "; ")
                        .orElse("");
        return "environment %s: there is no such knob; %s`lode config explain` lists all"
                .formatted(variable, nearest);
    }
}
