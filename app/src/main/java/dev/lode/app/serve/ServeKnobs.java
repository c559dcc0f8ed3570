package dev.lode.app.serve;

import dev.lode.base.knob.Knob;
import java.time.Duration;
import java.util.List;

/// What an operator may set about a whole server.
public final class ServeKnobs {
    /// How long a drain may take.
    public static final Knob<Duration> DRAIN =
            Knob.duration(
                    "serve.drain",
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    Duration.ofMinutes(10),
                    "How long sessions may take to leave after SIGTERM; an orchestrator kills after 30 s.");

    /// Time between two actions of a bot.
    public static final Knob<Duration> DEMO_BEAT =
            Knob.duration(
                    "demo.beat",
                    Duration.ofMillis(400),
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "Time between two actions of one bot of the demo; twice the cooldown of its hunt.");

    /// How long the bots may take to connect.
    public static final Knob<Duration> DEMO_JOIN =
            Knob.duration(
                    "demo.join",
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10),
                    "How long the demo waits until its bots are welcome; two cold JVMs on a busy"
                            + " machine need a while for 500 signatures and handshakes.");

    /// All of them.
    public static final List<Knob<?>> ALL = List.of(DRAIN, DEMO_BEAT, DEMO_JOIN);

    private ServeKnobs() {}
}
