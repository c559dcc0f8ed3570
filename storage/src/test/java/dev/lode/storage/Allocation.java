package dev.lode.storage;

import java.lang.reflect.Method;

/// Bytes that a thread has allocated on the heap.
public final class Allocation {
    private Allocation() {}

    /// Runs something and counts.
    ///
    /// @param work what to run on this thread
    /// @return bytes that it allocated; a few hundred are the counting itself
    public static long bytes(Runnable work) throws ReflectiveOperationException {
        Object bean =
                Class.forName("java.lang.management.ManagementFactory")
                        .getMethod("getThreadMXBean")
                        .invoke(null);
        Method count =
                Class.forName("com.sun.management.ThreadMXBean")
                        .getMethod("getCurrentThreadAllocatedBytes");
        long before = (long) count.invoke(bean);
        work.run();
        return (long) count.invoke(bean) - before;
    }
}
