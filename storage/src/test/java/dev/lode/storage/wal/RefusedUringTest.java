package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the system refuses io_uring the log is written otherwise, and says why.
final class RefusedUringTest {
    private static final String AS_IT_IS = "exec \"$0\" \"$@\"";

    /// No memory may be locked; who may lock all the same (root) first loses that right.
    private static final String NO_LOCKED_MEMORY =
            "ulimit -l 0; if [ $(id -u) = 0 ]; then drop='setpriv --bounding-set=-ipc_lock'; fi;"
                    + " exec $drop \"$0\" \"$@\"";

    @TempDir private Path temp;

    private String said(String shell, String how) throws Exception {
        return ChildJvm.said(shell, RefusedUringProcess.class, temp.toString(), how);
    }

    @Test
    void aForbiddenSystemCallIsNamedAndTheLogIsWrittenThroughChannels() throws Exception {
        assertThat(said(AS_IT_IS, "seccomp"))
                .contains(
                        "seccomp: 0 0\n",
                        "device: FileChannel",
                        "because io_uring cannot be had: io_uring_setup: Operation not permitted",
                        "read: an entry\n");
    }

    @Test
    void memoryThatMayNotBeLockedIsNamedAndTheLogIsWrittenThroughChannels() throws Exception {
        assertThat(said(NO_LOCKED_MEMORY, "memlock"))
                .contains(
                        "device: FileChannel",
                        "because io_uring cannot be had: ",
                        "Cannot allocate memory",
                        "read: an entry\n");
    }
}
