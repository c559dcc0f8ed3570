package dev.lode.base.memory;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// The books of all memory off heap: what each owner holds.
///
/// Threads: any. Units: bytes.
public final class Memory {
    private static final ConcurrentHashMap<String, Account> ACCOUNTS = new ConcurrentHashMap<>();

    private Memory() {}

    /// What an owner holds.
    ///
    /// @param reserved taken from the system, whether anything lies in it or not
    /// @param used the part of it that holds something
    /// @param mapped of files, whose pages the system may take back; no part of the others
    public record Use(long reserved, long used, long mapped) {
        /// Nothing at all.
        public static final Use NONE = new Use(0, 0, 0);
    }

    /// What every owner holds now; who gave everything back is not in it. So a test that nothing
    /// leaks compares what it was before with what it is after.
    ///
    /// @return use by owner, sorted by name
    public static Map<String, Use> byOwner() {
        var all = new TreeMap<String, Use>();
        ACCOUNTS.forEach((owner, account) -> {
            Use use = account.use();
            if (!use.equals(Use.NONE)) {
                all.put(owner, use);
            }
        });
        return all;
    }

    /// What one owner holds now.
    ///
    /// @param owner its name
    /// @return use; nothing where nobody has that name
    public static Use of(String owner) {
        Account account = ACCOUNTS.get(owner);
        return account == null ? Use.NONE : account.use();
    }

    static Account account(String owner) {
        return ACCOUNTS.computeIfAbsent(owner, _ -> new Account());
    }

    /// The sums of one owner.
    static final class Account {
        private final LongAdder reserved = new LongAdder();
        private final LongAdder used = new LongAdder();
        private final LongAdder mapped = new LongAdder();

        void reserve(long bytes) {
            reserved.add(bytes);
        }

        void use(long bytes) {
            used.add(bytes);
        }

        void map(long bytes) {
            mapped.add(bytes);
        }

        Use use() {
            return new Use(reserved.sum(), used.sum(), mapped.sum());
        }
    }
}
