package dev.lode.content;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The names of the members of each object that is open while a document is read, to find one that
/// stands twice.
///
/// A parser gives the same name as the same String most of the time, so a few comparisons of hashes
/// that Strings keep cost less than a set; objects with many members get one.
///
/// Threads: one. Memory: 16 names a level and a set for each level that ever had more.
final class MemberNames {
    private static final int FEW = 16;

    private final Level[] levels;
    private boolean distinct;

    /// @param depthMax deepest level
    MemberNames(int depthMax) {
        levels = new Level[depthMax + 2];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = new Level();
        }
    }

    /// Begins a document: its object is level 1.
    void begin() {
        distinct = true;
        open(1);
    }

    /// An object or a list begins.
    void open(int level) {
        levels[level].clear();
    }

    /// A member of the object that is open at a level.
    void name(int level, String name) {
        distinct &= levels[level].add(name);
    }

    /// Whether no name stood twice in an object.
    boolean distinct() {
        return distinct;
    }

    private static final class Level {
        private final String[] names = new String[FEW];
        private final Set<String> many = new HashSet<>();
        private int count;

        Level() {}

        void clear() {
            if (count > FEW) {
                many.clear();
            }
            count = 0;
        }

        boolean add(String name) {
            int known = count++;
            if (known >= FEW) {
                if (known == FEW) {
                    many.addAll(List.of(names));
                }
                return many.add(name);
            }
            // One that stands twice takes a place too, for others come behind it.
            names[known] = name;
            int hash = name.hashCode();
            for (int i = 0; i < known; i++) {
                if (names[i].hashCode() == hash && names[i].equals(name)) {
                    return false;
                }
            }
            return true;
        }
    }
}
