package dev.lode.content;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is noted with a run of cells so that a later pack can go on behind it: the place in
/// cells.jsonl, and the keys that were found since the note before.
///
/// Bytes, big-endian as DataOutput has them: position, line and cells as i64, the number of keys as
/// i32; of each key the length of its name as u8, the name, line as i64, room, site and spot as
/// i32.
///
/// @param at the place behind the cells of the run
/// @param keys found since the note before, in the order of the file; their prizes are not noted
record CellMark(CellsAt at, Map<String, HiddenPlace> keys) {

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(at.position());
            out.writeLong(at.line());
            out.writeLong(at.cells());
            out.writeInt(keys.size());
            for (Map.Entry<String, HiddenPlace> key : keys.entrySet()) {
                byte[] name = key.getKey().getBytes(StandardCharsets.UTF_8);
                HiddenPlace place = key.getValue();
                out.writeByte(name.length);
                out.write(name);
                out.writeLong(place.line());
                out.writeInt(place.room());
                out.writeInt(place.site());
                out.writeInt(place.spot());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Reads one.
    ///
    /// @param prizes index of each key's prize
    /// @throws IOException where it is not one
    static CellMark of(byte[] bytes, Map<String, Integer> prizes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            CellsAt at = new CellsAt(in.readLong(), in.readLong(), in.readLong());
            int count = in.readInt();
            Map<String, HiddenPlace> keys = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                String key =
                        new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
                keys.put(
                        key,
                        new HiddenPlace(
                                in.readLong(),
                                in.readInt(),
                                in.readInt(),
                                in.readInt(),
                                prizes.getOrDefault(key, -1)));
            }
            return new CellMark(at, keys);
        }
    }
}
