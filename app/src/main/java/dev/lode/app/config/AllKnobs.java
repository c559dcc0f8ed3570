package dev.lode.app.config;

import dev.lode.app.cli.CliKnobs;
import dev.lode.base.knob.Knob;
import dev.lode.base.knob.KnobRegistry;
import java.util.List;
import java.util.stream.Stream;

/// Every knob of every module. A new `XxxKnobs` class is added here; a test finds one that is not.
public final class AllKnobs {
    /// By name.
    public static final KnobRegistry REGISTRY =
            KnobRegistry.of(Stream.<List<Knob<?>>>of(CliKnobs.ALL).flatMap(List::stream).toList());

    private AllKnobs() {}
}
