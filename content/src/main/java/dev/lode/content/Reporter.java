package dev.lode.content;

import java.nio.file.Path;

/// Reports findings of one file.
///
/// @param file the file
/// @param sink takes the findings
record Reporter(Path file, FindingSink sink) {

    void report(long line, Code code, String text, String remedy) {
        sink.found(new Finding(file.toString(), line, code, text, remedy));
    }
}
