package dev.lode.app.command;

import dev.lode.app.cli.CommandFailed;
import dev.lode.app.cli.Console;
import dev.lode.app.cli.ExitStatus;
import dev.lode.app.config.AllKnobs;
import dev.lode.app.config.InheritedOption;
import dev.lode.app.config.InheritedOptions;
import dev.lode.app.config.KnobView;
import dev.lode.app.config.KnobsPage;
import dev.lode.base.knob.Knob;
import dev.lode.base.knob.Origin;
import dev.lode.base.knob.SettingsRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// `lode config explain`: each knob with its value and where that came from, then what Lode
/// inherits.
@Command(
        name = "explain",
        description = "Explains every knob: value, origin, default, range, reason.")
final class ConfigExplainCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "A knob (wal.segmentBytes) or a section (wal).")
    private @Nullable String name;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    @Option(names = "--markdown", description = "The page docs/operate/knobs.md.")
    private boolean markdown;

    ConfigExplainCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws SettingsRefused, IOException, CommandFailed {
        Console console = invocation.console();
        if (markdown) {
            console.text(KnobsPage.of(AllKnobs.REGISTRY));
            return 0;
        }
        var settings = invocation.settings();
        List<KnobView> knobs = chosen().stream().map(knob -> KnobView.of(knob, settings)).toList();
        List<InheritedOption> inherited = name == null ? InheritedOptions.inEffect() : List.of();
        if (json) {
            console.line(json(knobs, inherited));
        } else {
            print(console, knobs, inherited);
        }
        return 0;
    }

    private List<Knob<?>> chosen() throws CommandFailed {
        var all = AllKnobs.REGISTRY.all();
        if (name == null) {
            return all;
        }
        var exact = AllKnobs.REGISTRY.find(name);
        var found =
                exact.isPresent()
                        ? List.<Knob<?>>of(exact.get())
                        : all.stream().filter(knob -> knob.name().startsWith(name + ".")).toList();
        if (found.isEmpty()) {
            String nearest = AllKnobs.REGISTRY.nearest(name).orElse("none");
            throw new CommandFailed(
                    ExitStatus.USAGE,
                    "there is no knob or section %s; the nearest is %s; `lode config explain` lists all"
                            .formatted(name, nearest));
        }
        return found;
    }

    private String json(List<KnobView> knobs, List<InheritedOption> inherited) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("settings_file", invocation.settingsFile().map(Path::toString).orElse("none"));
        document.put("knobs", knobs);
        document.put("inherited", inherited);
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .propertyNamingStrategy(tools.jackson.databind.PropertyNamingStrategies.SNAKE_CASE)
                .build()
                .writeValueAsString(document);
    }

    private void print(Console console, List<KnobView> knobs, List<InheritedOption> inherited) {
        console.line(
                "Settings file: "
                        + invocation
                                .settingsFile()
                                .map(Path::toString)
                                .orElse("none (no lode.yaml here)"));
        for (KnobView knob : knobs) {
            console.line("");
            console.line(knob.name() + " = " + knob.value() + "   (" + knob.origin() + ")");
            boolean isDefault = knob.origin().equals(Origin.DEFAULT.text());
            console.line(
                    "    %s; %sallowed: %s; takes effect %s; %s"
                            .formatted(
                                    knob.unit(),
                                    isDefault ? "" : "default " + knob.fallback() + "; ",
                                    knob.allowed(),
                                    knob.change().equals("live") ? "at once" : "at a restart",
                                    knob.environment()));
            console.line("    " + knob.reason());
        }
        if (!inherited.isEmpty()) {
            console.line("");
            console.line("Inherited (not Lode's to declare, but in effect for a server):");
        }
        for (InheritedOption option : inherited) {
            console.line("");
            console.line(option.name() + " = " + option.value() + "   (" + option.origin() + ")");
            console.line("    " + option.meaning());
        }
    }
}
