package dev.lode.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A state machine that keeps what it was told, in order.
final class Tally implements StateMachine {
    final List<String> told = new ArrayList<>();
    private long last;

    @Override
    public void apply(long index, long term, MemorySegment entry) {
        if (index <= last) {
            throw new IllegalStateException(index + " after " + last);
        }
        last = index;
        String text = new String(entry.toArray(ValueLayout.JAVA_BYTE), UTF_8);
        if (text.equals("throw")) {
            throw new IllegalStateException("told to throw");
        }
        told.add(text);
    }

    @Override
    public void save(OutputStream out) throws IOException {
        var data = new DataOutputStream(out);
        data.writeLong(last);
        data.writeInt(told.size());
        for (String text : told) {
            data.writeUTF(text);
        }
        data.flush();
    }

    @Override
    public void load(InputStream in) throws IOException {
        var data = new DataInputStream(in);
        told.clear();
        last = data.readLong();
        for (int left = data.readInt(); left > 0; left--) {
            told.add(data.readUTF());
        }
    }
}
