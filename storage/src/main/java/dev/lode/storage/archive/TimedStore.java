package dev.lode.storage.archive;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A store whose every call ends in time, whatever its client does.
///
/// Calls run on threads of their own, which a client may interrupt to keep its timeouts: the thread
/// that asks also reads the node's log, and interrupting that one would close the log's files.
/// Threads: one asks; any may give up.
final class TimedStore implements ArchiveStore {
    private final ArchiveStore store;
    private final long millisMax;
    private volatile @Nullable CompletableFuture<?> inFlight;
    private volatile boolean givenUp;

    TimedStore(ArchiveStore store, Duration most) {
        this.store = store;
        // The client's own limit comes first, because it gives its connection back.
        millisMax = most.toMillis() + most.toMillis() / 4 + 1;
    }

    /// Ends the call under way, and all later ones at once.
    void giveUp() {
        givenUp = true;
        CompletableFuture<?> call = inFlight;
        if (call != null) {
            call.completeExceptionally(new IOException("given up: the node is ending"));
        }
    }

    private <T> T call(String what, Callable<T> task) throws IOException {
        var result = new CompletableFuture<T>();
        inFlight = result;
        if (givenUp) {
            throw new IOException("given up: the node is ending");
        }
        Thread thread =
                Thread.ofPlatform() // it pauses often, and a virtual one costs a hand-over each
                        // time
                        .daemon(true)
                        .name("lode-archive-call")
                        .start(() -> {
                            try {
                                result.complete(task.call());
                            } catch (Throwable e) { // told to who waits, whatever it is
                                result.completeExceptionally(e);
                            }
                        });
        try {
            return result.get(millisMax, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new IOException(
                    what + " in " + place() + " did not end within " + millisMax + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NoConditionalPut missing) {
                throw missing;
            }
            throw new IOException(
                    cause instanceof IOException ? cause.getMessage() : String.valueOf(cause),
                    cause);
        } finally {
            inFlight = null;
            thread.interrupt();
        }
    }

    @Override
    public Put putIfAbsent(String name, byte[] bytes) throws IOException {
        return call("writing " + name, () -> store.putIfAbsent(name, bytes));
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        boolean _ =
                call(
                        "writing " + name,
                        () -> {
                            store.put(name, bytes);
                            return true;
                        });
    }

    @Override
    public byte @Nullable [] get(String name, int bytesMax) throws IOException {
        byte[][] read = new byte[1][];
        boolean found =
                call(
                        "reading " + name,
                        () -> {
                            byte[] bytes = store.get(name, bytesMax);
                            if (bytes == null) {
                                return false;
                            }
                            read[0] = bytes;
                            return true;
                        });
        return found ? read[0] : null;
    }

    @Override
    public List<String> list(String prefix, String after) throws IOException {
        return call("listing " + prefix, () -> store.list(prefix, after));
    }

    @Override
    public String place() {
        return store.place();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
