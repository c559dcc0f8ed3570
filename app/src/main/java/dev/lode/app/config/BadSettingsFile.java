package dev.lode.app.config;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A settings file that cannot be understood; the message names file, line and remedy.
public final class BadSettingsFile extends IOException {
    private static final long serialVersionUID = 1L;

    BadSettingsFile(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
