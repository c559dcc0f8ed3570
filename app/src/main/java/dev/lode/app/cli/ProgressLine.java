package dev.lode.app.cli;

import dev.lode.base.time.NanoClock;
import dev.lode.content.Progress;
import dev.lode.content.ProgressListener;
import java.time.Duration;
import java.util.Locale;

/// The line that tells how far a long piece of work is: done, rate, time left.
///
/// Threads: the one that works. On a terminal each report replaces the line; elsewhere a line is
/// written at most once an interval.
public final class ProgressLine implements ProgressListener, AutoCloseable {
    private final Console console;
    private final NanoClock clock;
    private final long intervalNanos;
    private long writtenNanos;

    /// Begins.
    ///
    /// @param console where to
    /// @param clock which tells the time
    /// @param interval least time between two lines where there is no terminal
    public ProgressLine(Console console, NanoClock clock, Duration interval) {
        this.console = console;
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
        this.writtenNanos = clock.nanos();
    }

    @Override
    public void progress(Progress progress) {
        long now = clock.nanos();
        if (console.isTerminal() || now - writtenNanos >= intervalNanos) {
            writtenNanos = now;
            console.status(text(progress));
        }
    }

    /// Removes the line from a terminal: the result says what was done.
    @Override
    public void close() {
        console.clearStatus();
    }

    static String text(Progress progress) {
        var text =
                new StringBuilder(progress.stage()).append(": ").append(grouped(progress.items()));
        if (progress.total() > 0) {
            text.append(" (").append(100 * progress.done() / progress.total()).append(" %)");
        }
        text.append(", ").append(grouped(Math.round(progress.itemsPerSecond()))).append("/s");
        if (progress.etaMillis() > 0) {
            text.append(", ").append(left(progress.etaMillis())).append(" left");
        }
        return text.toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String left(long millis) {
        var time = Duration.ofMillis(millis).plusMillis(999);
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        return time.toHours() == 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toHours() + " h " + time.toMinutesPart() + " min";
    }
}
