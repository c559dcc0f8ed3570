package dev.lode.edge;

import dev.lode.membership.auth.HunterTokens;
import dev.lode.membership.auth.TokenCheck;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Checks tokens away from the I/O threads: a signature costs about 100 us.
///
/// Threads: any. What does not fit into its queue is refused.
final class TokenDesk implements AutoCloseable {
    private final HunterTokens tokens;
    private final ThreadPoolExecutor pool;

    TokenDesk(HunterTokens tokens, int threads, int queue) {
        this.tokens = tokens;
        pool =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(queue),
                        Thread.ofPlatform().name("edge-token-", 0).daemon().factory());
    }

    /// Checks a token and hands the outcome to another thread.
    ///
    /// @return false where too many wait already
    boolean check(String token, Executor where, Consumer<TokenCheck> then) {
        try {
            pool.execute(() -> {
                TokenCheck outcome = tokens.verify(token, System.currentTimeMillis());
                hand(where, () -> then.accept(outcome));
            });
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static void hand(Executor where, Runnable what) {
        try {
            where.execute(what);
        } catch (RejectedExecutionException e) {
            // the edge has ended meanwhile
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
