package dev.lode.app.cli;

import dev.lode.base.time.NanoClock;
import java.time.Duration;
import java.util.Locale;

/// A line that tells how far a long piece of work is: done, rate, time left.
///
/// Threads: any may report; a report between two changes of the line costs a comparison.
public final class Progress {
    private final Console console;
    private final NanoClock clock;
    private final long intervalNanos;
    private final long startedNanos;
    private String stage = "";
    private long stageStartedNanos;
    private long writtenNanos;
    private boolean written;

    /// Begins.
    ///
    /// @param console where to
    /// @param clock which tells the time
    /// @param interval least time between two changes of the line
    public Progress(Console console, NanoClock clock, Duration interval) {
        this.console = console;
        this.clock = clock;
        this.intervalNanos = interval.toNanos();
        this.startedNanos = clock.nanos();
        this.stageStartedNanos = startedNanos;
        this.writtenNanos = startedNanos;
    }

    /// Reports.
    ///
    /// @param now the stage of the work, such as `sort`
    /// @param done how much of it is done
    /// @param total how much it is, or 0 where that is not known
    public synchronized void report(String now, long done, long total) {
        long nanos = clock.nanos();
        if (!stage.equals(now)) {
            stage = now;
            stageStartedNanos = nanos;
        } else if (nanos - writtenNanos < intervalNanos) {
            return;
        }
        if (nanos - startedNanos < intervalNanos) {
            return; // What ends at once needs no line.
        }
        writtenNanos = nanos;
        written = true;
        console.status(text(now, done, total, Duration.ofNanos(nanos - stageStartedNanos)));
    }

    /// Ends; the last line stays.
    public synchronized void end() {
        if (written) {
            console.keepStatus();
        }
    }

    /// How long it has taken.
    ///
    /// @return the time since it began
    public Duration elapsed() {
        return Duration.ofNanos(clock.nanos() - startedNanos);
    }

    static String text(String stage, long done, long total, Duration elapsed) {
        double seconds = elapsed.toNanos() / 1e9;
        double rate = seconds > 0 ? done / seconds : 0;
        var text = new StringBuilder(stage).append(": ").append(grouped(done));
        if (total > 0) {
            text.append(" of ").append(grouped(total));
            text.append(String.format(Locale.ROOT, " (%.0f %%)", 100.0 * done / total));
        }
        if (rate > 0) {
            text.append(", ").append(grouped(Math.round(rate))).append("/s");
            if (total > done) {
                text.append(", ").append(left((total - done) / rate)).append(" left");
            }
        }
        return text.toString();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String left(double seconds) {
        long whole = (long) Math.ceil(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
