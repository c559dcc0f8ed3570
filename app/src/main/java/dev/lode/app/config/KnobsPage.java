package dev.lode.app.config;

import dev.lode.base.knob.KnobRegistry;
import dev.lode.base.knob.Settings;

/// The page docs/operate/knobs.md, made from the declarations.
public final class KnobsPage {
    private KnobsPage() {}

    /// Writes the page.
    ///
    /// @param registry the knobs
    /// @return Markdown, ending with a line end
    public static String of(KnobRegistry registry) {
        var page =
                new StringBuilder(
                        """
                        # Knobs

                        Everything that can be set, with its default, range and reason. Made by
                        `./lode config explain --markdown`; do not edit.

                        Sources, each winning over the ones before it: the default, `lode.yaml` (or `--config FILE`),
                        the environment, `--set name=value`. `lode config explain` shows what is in effect and where it came from.
                        Sizes: `128MB` is 128,000,000 bytes, `128MiB` is 134,217,728. Times: `ns`, `us`, `ms`, `s`, `min`, `h`, `d`.
                        `off` is a word, allowed where the range names it; 0 is just 0.
                        """);
        String section = "";
        for (var knob : registry.all()) {
            var view = KnobView.of(knob, Settings.defaults());
            String itsSection = view.name().substring(0, view.name().indexOf('.'));
            if (!itsSection.equals(section)) {
                section = itsSection;
                page.append("\n## ").append(section).append("\n\n");
                page.append("| knob | unit | default | allowed | change | reason |\n");
                page.append("|---|---|---|---|---|---|\n");
            }
            page.append(
                    "| `%s`<br>`%s` | %s | %s | %s | %s | %s |%n"
                            .formatted(
                                    view.name(),
                                    view.environment(),
                                    view.unit(),
                                    cell(view.fallback()),
                                    cell(view.allowed()),
                                    view.change(),
                                    cell(reason(view))));
        }
        return page.toString();
    }

    private static String reason(KnobView view) {
        return view.formerNames().isEmpty()
                ? view.reason()
                : view.reason() + " Formerly " + String.join(", ", view.formerNames()) + ".";
    }

    private static String cell(String text) {
        return text.isEmpty() ? "(empty)" : text.replace("|", "\\|");
    }
}
