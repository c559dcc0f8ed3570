package dev.lode.node.hunter;

import dev.lode.base.time.MillisClock;
import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.TokenCheck;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The threads that verify hunters' tokens, about 100 us each, so that no loop does.
///
/// Threads: any submits; how many may wait is bounded by the loops.
public final class TokenPool implements AutoCloseable {
    private final HunterTokens tokens;
    private final MillisClock clock;
    private final Duration closeMax;
    private final ThreadPoolExecutor pool;

    /// Starts the threads.
    ///
    /// @param tokens verifies
    /// @param clock the time to verify at
    /// @param threadCount how many
    /// @param closeMax how long a close waits
    public TokenPool(HunterTokens tokens, MillisClock clock, int threadCount, Duration closeMax) {
        this.tokens = tokens;
        this.clock = clock;
        this.closeMax = closeMax;
        pool =
                new ThreadPoolExecutor(
                        threadCount,
                        threadCount,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().name("lode-token-", 0).factory());
    }

    void submit(byte[] token, Consumer<TokenCheck> done) {
        pool.execute(() -> done.accept(tokens.verify(token, clock.millis())));
    }

    @Override
    public void close() {
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(closeMax.toMillis(), TimeUnit.MILLISECONDS)) {
                System.getLogger(TokenPool.class.getName())
                        .log(System.Logger.Level.WARNING, "a token is still being verified");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
