package dev.lode.content;

import java.nio.file.Path;

/// Authored content that cannot be used, with its place and a remedy.
public final class ContentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong and where.
    private final transient Finding finding;

    /// Reports one thing.
    ///
    /// @param file the file
    /// @param line its line from 1, or 0
    /// @param code what kind
    /// @param text what is wrong
    /// @param remedy what to do about it
    public ContentException(Path file, long line, Code code, String text, String remedy) {
        this(new Finding(file.toString(), line, code, text, remedy));
    }

    /// Reports a finding.
    ///
    /// @param finding what was found
    public ContentException(Finding finding) {
        super(finding.toString());
        this.finding = finding;
    }

    /// What is wrong and where.
    ///
    /// @return the finding
    public Finding finding() {
        return finding;
    }
}
