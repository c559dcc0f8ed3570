package dev.lode.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /// EPERM: a container, or kernel.io_uring_disabled. ENOSYS: a kernel without it, or a sandbox
    /// that plays one.
    @ParameterizedTest
    @CsvSource({"1, Operation not permitted", "38, Function not implemented"})
    void aRefusedSystemCallIsNamedAndTheLogIsWrittenThroughChannels(int errno, String words)
            throws Exception {
        assertThat(said(AS_IT_IS, "errno=" + errno))
                .contains(
                        "seccomp: 0 0\n",
                        "device: FileChannel",
                        "because io_uring cannot be had: io_uring_setup: " + words,
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
