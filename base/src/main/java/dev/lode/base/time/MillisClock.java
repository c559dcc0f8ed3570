package dev.lode.base.time;

/// Wall time in milliseconds since 1970 UTC, given to code that must not read a clock by itself.
@FunctionalInterface
public interface MillisClock {
    /// The clock of the machine.
    MillisClock SYSTEM = System::currentTimeMillis;

    /// Reads the clock.
    ///
    /// @return milliseconds since 1970 UTC
    long millis();
}
