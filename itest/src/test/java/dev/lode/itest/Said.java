package dev.lode.itest;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What a logger says while this is open.
final class Said implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Handler handler =
            new Handler() {
                @Override
                public void publish(LogRecord one) {
                    lines.add(new SimpleFormatter().formatMessage(one));
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    Said(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    /// Whether one line has all of these.
    boolean contains(String... texts) {
        return lines.stream().anyMatch(line -> Arrays.stream(texts).allMatch(line::contains));
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
