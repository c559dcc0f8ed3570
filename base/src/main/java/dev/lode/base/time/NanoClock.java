package dev.lode.base.time;

/// Monotonic time in nanoseconds from an arbitrary origin, given to code that must not read a clock
/// by itself.
@FunctionalInterface
public interface NanoClock {
    /// The clock of the machine.
    NanoClock SYSTEM = System::nanoTime;

    /// Reads the clock.
    ///
    /// @return nanoseconds; only differences mean anything
    long nanos();
}
