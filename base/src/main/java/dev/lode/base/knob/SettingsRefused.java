package dev.lode.base.knob;

import java.util.List;

/// Settings that cannot be used: every problem found, each with its place and remedy.
public final class SettingsRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    SettingsRefused(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong.
    ///
    /// @return one line a problem, never empty
    public List<String> problems() {
        return problems;
    }
}
