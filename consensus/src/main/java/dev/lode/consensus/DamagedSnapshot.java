package dev.lode.consensus;

import java.io.IOException;
import java.nio.file.Path;

/// No snapshot of a group is whole, or the log behind the whole one is not there.
public final class DamagedSnapshot extends IOException {
    private static final long serialVersionUID = 1;

    /// Makes one.
    ///
    /// @param folder of the snapshots
    /// @param what is wrong
    public DamagedSnapshot(Path folder, String what) {
        super(
                "the snapshots in "
                        + folder
                        + " cannot bring the group back: "
                        + what
                        + ". Do not delete them. Bring back a copy of this folder, or start this node"
                        + " with an empty one and let it catch up from the other members.");
    }
}
