package dev.lode.content;

import static org.assertj.core.api.Assertions.assertThat;

/// What a check of a folder must find.
final class ExpectedFindings {
    private ExpectedFindings() {}

    /// The one finding of a folder.
    static void only(Folder folder, String place, Code code, String... parts) {
        LintReport report = folder.lint();
        assertThat(report.findings()).as(report.text()).hasSize(1);
        found(folder, place, code, parts);
    }

    static void found(Folder folder, String place, Code code, String... parts) {
        LintReport report = folder.lint();
        assertThat(report.findings())
                .as(report.text())
                .anySatisfy(finding -> {
                    assertThat(finding.place()).endsWith("/" + place);
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.toString()).contains(parts);
                    assertThat(finding.remedy()).isNotBlank();
                });
    }
}
