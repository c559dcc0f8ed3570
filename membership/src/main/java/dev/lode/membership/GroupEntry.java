package dev.lode.membership;

import java.util.ArrayList;
import java.util.List;

/// One group in the atlas.
///
/// @param id 0 is the atlas itself; claim groups are 1 and above
/// @param leader the node that leads it as far as is known; a claim sent elsewhere is answered with
///   the way
/// @param members the nodes that have its log, ascending
public record GroupEntry(int id, int leader, List<Integer> members) {
    static final int BYTES_LEAST = 8;

    /// Keeps the members from being changed.
    public GroupEntry {
        members = List.copyOf(members);
    }

    /// Appends the encoded form.
    ///
    /// @param out where to
    public void write(BytesOut out) {
        out.u16(id).u16(leader).u32(members.size());
        members.forEach(out::u16);
    }

    /// Reads the encoded form.
    ///
    /// @param in where from
    /// @return the group
    public static GroupEntry read(BytesIn in) {
        int id = in.u16();
        int leader = in.u16();
        var members = new ArrayList<Integer>();
        for (int left = in.count(2); left > 0; left--) {
            members.add(in.u16());
        }
        return new GroupEntry(id, leader, members);
    }
}
