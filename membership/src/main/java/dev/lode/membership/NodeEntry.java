package dev.lode.membership;

import dev.lode.base.Id128;
import dev.lode.router.NodeSpec;

/// One node in the atlas.
///
/// @param id 0 to 65,535
/// @param incarnation drawn when its data folder was made; a node with an empty folder is another
/// @param weight its share of the partitions beside the other nodes' weights
/// @param domain its failure domain
/// @param address where links to it go, `host:port`; empty for a node in the same process
public record NodeEntry(int id, Id128 incarnation, int weight, int domain, String address) {
    static final int BYTES_LEAST = 2 + Id128.BYTES + 12;

    /// The node as placement sees it.
    ///
    /// @return id, weight and domain
    public NodeSpec spec() {
        return new NodeSpec(id, weight, domain);
    }

    /// Appends the encoded form.
    ///
    /// @param out where to
    public void write(BytesOut out) {
        out.u16(id).id(incarnation).u32(weight).u32(domain).text(address);
    }

    /// Reads the encoded form.
    ///
    /// @param in where from
    /// @return the node
    public static NodeEntry read(BytesIn in) {
        return new NodeEntry(in.u16(), in.id(), in.u32(), in.u32(), in.text());
    }
}
