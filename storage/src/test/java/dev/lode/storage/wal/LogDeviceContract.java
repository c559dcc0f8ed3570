package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a device does, whichever it is: through its queue where it has one, else through threads.
abstract class LogDeviceContract {
    static final int SLOTS = 4;
    static final int BYTES = 16 << 10;
    private static final int FILE = 256 << 10;

    @TempDir private Path temp;

    private LogDevice device;

    abstract WalConfig.Device kind();

    @BeforeEach
    void open() throws IOException {
        device = open(temp, kind());
    }

    @AfterEach
    void close() throws IOException {
        device.close();
    }

    static LogDevice open(Path folder, WalConfig.Device kind) throws IOException {
        var config = new WalConfig(1 << 20, BYTES, 8 << 20, 1, kind).with(kind, SLOTS - 2, null);
        return UringDevice.choose(folder, config);
    }

    /// Writes flights at once; returns when all are durable, or throws for one that is not.
    static void write(LogDevice device, LogFile file, int count, int length, long from)
            throws IOException {
        LogQueue queue = device.queue(SLOTS, BYTES);
        if (queue != null) {
            try (queue) {
                for (int i = 0; i < count; i++) {
                    fill(queue.buffer(i), i + 1);
                    queue.submit(i, file, length, from + (long) i * length);
                }
                for (int ended = 0; ended < count; ) {
                    ended += queue.await() == LogQueue.NONE ? 0 : 1;
                }
            }
            return;
        }
        try (var pool = Executors.newFixedThreadPool(SLOTS)) {
            var running = new ArrayList<Future<Void>>();
            for (int i = 0; i < count; i++) {
                LogBuffer buffer = device.buffer(BYTES);
                fill(buffer, i + 1);
                long at = from + (long) i * length;
                Callable<Void> one =
                        () -> {
                            file.write(buffer, length, at);
                            return null;
                        };
                running.add(pool.submit(one));
            }
            for (Future<Void> one : running) {
                try {
                    one.get();
                } catch (ExecutionException e) {
                    throw (IOException) e.getCause();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static void fill(LogBuffer buffer, int value) {
        buffer.memory().fill((byte) value);
    }

    @Test
    void writesAtOnceArriveEachInItsPlace() throws IOException {
        device.create("one", FILE);
        try (LogFile file = device.open("one")) {
            assertThat(file.bytes()).isEqualTo(FILE);
            write(device, file, SLOTS, BYTES, 8192);
            byte[] found = Files.readAllBytes(temp.resolve("one"));
            for (int i = 0; i < SLOTS; i++) {
                for (int at = 0; at < BYTES; at++) {
                    assertThat(found[8192 + i * BYTES + at]).isEqualTo((byte) (i + 1));
                }
            }
            assertThat(found[8191]).isZero();
            assertThat(found[8192 + SLOTS * BYTES]).isZero();
            ByteBuffer read = ByteBuffer.allocate(3);
            file.read(read, 8192 + BYTES - 1);
            assertThat(read.array()).containsExactly(1, 2, 2);
        }
    }

    @Test
    void aQueueTakesOneFileAfterAnother() throws IOException {
        for (String name : List.of("a", "b", "c", "d")) {
            device.create(name, FILE);
        }
        LogQueue queue = device.queue(SLOTS, BYTES);
        if (queue == null) {
            return; // it has none
        }
        try (queue) {
            for (String name : List.of("a", "b", "c", "d")) {
                try (LogFile file = device.open(name)) {
                    fill(queue.buffer(0), name.charAt(0));
                    queue.submit(0, file, 4096, 0);
                    assertThat(queue.await()).isZero();
                }
                assertThat(Files.readAllBytes(temp.resolve(name))[4095])
                        .isEqualTo((byte) name.charAt(0));
            }
            queue.wake();
            queue.wake();
            assertThat(queue.await()).isEqualTo(LogQueue.NONE);
        }
    }

    @Test
    void aClosedFileIsRefused() throws IOException {
        device.create("one", FILE);
        LogFile file = device.open("one");
        write(device, file, 1, 4096, 0);
        file.close();
        assertThatThrownBy(() -> write(device, file, 1, 4096, 0))
                .isInstanceOf(ClosedChannelException.class);
        LogFile never = device.open("one");
        never.close();
        assertThatThrownBy(() -> write(device, never, 1, 4096, 0))
                .isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> device.open("none")).isInstanceOf(IOException.class);
    }

    /// A process that may not make files larger than 24 KiB: the second write of 16 KiB is cut
    /// short by the kernel, and a third one is refused whole.
    @Test
    void aWriteThatEndsShortOrNotAtAllIsAnError() throws Exception {
        String said =
                ChildJvm.said(
                        "ulimit -f 48; exec \"$0\" \"$@\"",
                        LimitedProcess.class,
                        temp.toString(),
                        kind().name());
        assertThat(said).contains("first: durable\n").doesNotContain("second: durable");
        if (said.contains("io_uring O_DIRECT")) {
            assertThat(said).contains("second: a write of 16384 bytes ended after 8192");
        }
        assertThat(said).contains("third: ").contains("File too large");
    }
}
