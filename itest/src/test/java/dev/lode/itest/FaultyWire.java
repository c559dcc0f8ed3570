package dev.lode.itest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// What lies between Lode and an S3 server and may fail: one request a connection, each treated as
/// the test says at that time.
public final class FaultyWire implements AutoCloseable {
    /// How a request fares.
    public sealed interface Fault {
        /// Goes through.
        record Pass() implements Fault {}

        /// Is answered by a status instead.
        record Answer(int status) implements Fault {}

        /// Is never answered.
        record Hang() implements Fault {}

        /// Is cut off at once.
        record Cut() implements Fault {}

        /// Reaches the server, whose answer is lost.
        record LoseAnswer() implements Fault {}

        /// Is answered up to so many bytes, head included.
        record Truncate(int bytes) implements Fault {}

        /// Is answered with other bytes.
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Swap(byte[] bytes) implements Fault {}

        /// Loses the header that makes a write conditional.
        record Unconditional() implements Fault {}
    }

    /// Decides.
    @FunctionalInterface
    public interface Rule {
        Fault of(String method, String path);
    }

    /// Lets all through.
    public static final Rule PASS = (_, _) -> new Fault.Pass();

    private final ServerSocket server;
    private final URI upstream;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger faults = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Rule rule = PASS;

    public FaultyWire(URI upstream) throws IOException {
        this(upstream, 0);
    }

    /// One that listens on a port; on any free one with 0.
    public FaultyWire(URI upstream, int port) throws IOException {
        this.upstream = upstream;
        server = listen(port);
        Thread.ofVirtual().start(this::accept);
    }

    private static ServerSocket listen(int port) throws IOException {
        return new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    /// A port on which nobody listens, so that connections are refused.
    public static int freePort() throws IOException {
        try (ServerSocket one = listen(0)) {
            return one.getLocalPort();
        }
    }

    public static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    public URI endpoint() {
        return at(server.getLocalPort());
    }

    /// From the next request on.
    public void set(Rule next) {
        rule = next;
    }

    /// Requests that did not go through as they were.
    public int faults() {
        return faults.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            if (head.isEmpty()) {
                return;
            }
            String[] line = head.substring(0, head.indexOf("\r\n")).split(" ", 3);
            Fault fault = rule.of(line[0], line[1]);
            if (!(fault instanceof Fault.Pass)) {
                faults.incrementAndGet();
            }
            switch (fault) {
                case Fault.Pass _ -> forward(client, head, Integer.MAX_VALUE);
                case Fault.Answer it -> answer(client, it.status(), new byte[0]);
                case Fault.Hang _ -> closed.await();
                case Fault.Cut _ -> client.setSoLinger(true, 0);
                case Fault.LoseAnswer _ -> forward(client, head, 0);
                case Fault.Truncate it -> forward(client, head, it.bytes());
                case Fault.Swap it -> answer(client, 200, it.bytes());
                case Fault.Unconditional _ ->
                        forward(
                                client,
                                head.replaceAll("(?i)\r\nif-none-match:[^\r]*", ""),
                                Integer.MAX_VALUE);
            }
        } catch (IOException | InterruptedException _) {
            // one side is gone: so is the other
        } finally {
            open.remove(client);
        }
    }

    private static void answer(Socket client, int status, byte[] body) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(
                "HTTP/1.1 %d Said\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(status, body.length)
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /// Sends a request on, on a connection that ends with it.
    private void forward(Socket client, String head, int answerMax)
            throws IOException, InterruptedException {
        String once =
                head.replaceAll("(?i)\r\nconnection:[^\r]*", "")
                        .replaceFirst("\r\n", "\r\nConnection: close\r\n");
        try (Socket to = new Socket(upstream.getHost(), upstream.getPort())) {
            open.add(to);
            to.getOutputStream().write(once.getBytes(StandardCharsets.ISO_8859_1));
            Thread body = Thread.ofVirtual().start(() -> copy(client, to));
            InputStream in = to.getInputStream();
            int left = answerMax;
            byte[] buffer = new byte[8192];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                // an interim answer is needed for the body to come
                boolean interim =
                        new String(buffer, 0, Math.min(count, 12), StandardCharsets.ISO_8859_1)
                                .equals("HTTP/1.1 100");
                int passed = interim ? count : Math.min(left, count);
                client.getOutputStream().write(buffer, 0, passed);
                left -= interim ? 0 : passed;
            }
            client.setSoLinger(answerMax < Integer.MAX_VALUE, 0);
            client.close();
            open.remove(to);
            body.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // the answer came first, or one side is gone
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
