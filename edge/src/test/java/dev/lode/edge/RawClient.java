package dev.lode.edge;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/// A TCP client that keeps no rule: what a test writes goes out as it is.
final class RawClient implements AutoCloseable {
    static final String SHAKE =
            """
            GET /v1/ws HTTP/1.1\r
            Host: edge\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r
            Sec-WebSocket-Protocol: lode.v1.json\r
            \r
            """;
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final OutputStream out;

    RawClient(InetSocketAddress at) throws IOException {
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), at.getPort()));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /// A WebSocket that has said nothing yet.
    static RawClient shaken(InetSocketAddress at) throws IOException {
        var client = new RawClient(at);
        client.write(SHAKE);
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new AssertionError(head);
        }
        return client;
    }

    RawClient write(String text) throws IOException {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    RawClient write(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /// A masked frame; the mask is zero, so the payload stands as it is.
    RawClient frame(int firstByte, byte[] payload) throws IOException {
        int length = payload.length;
        byte[] head = length < 126 ? new byte[6] : new byte[8];
        head[0] = (byte) firstByte;
        if (length < 126) {
            head[1] = (byte) (0x80 | length);
        } else {
            head[1] = (byte) (0x80 | 126);
            head[2] = (byte) (length >> 8);
            head[3] = (byte) length;
        }
        out.write(head);
        out.write(payload);
        out.flush();
        return this;
    }

    RawClient text(String text) throws IOException {
        return frame(0x81, text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    /// Everything up to the end of an HTTP head.
    String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /// Everything until the server closes.
    String all() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /// Skips texts and takes the code of the close frame.
    int closeCode() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            byte[] payload = payload();
            if ((first & 15) == 8) {
                return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
            }
        }
    }

    /// The next frame's payload as text.
    String hear() throws IOException {
        in.readUnsignedByte();
        return new String(payload(), StandardCharsets.UTF_8);
    }

    /// Whether the server has ended the connection, by a close or a reset.
    boolean isEnded() throws IOException {
        try {
            in.readAllBytes();
            return true;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = (int) in.readLong();
        }
        byte[] payload = new byte[length];
        in.readFully(payload);
        return payload;
    }
}
