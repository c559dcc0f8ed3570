package dev.lode.base.knob;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// The number of single-character edits between two words (Levenshtein).
public final class EditDistance {
    private EditDistance() {}

    /// The known word with the fewest edits; case is not told apart.
    ///
    /// @param word as written
    /// @param known the words there are
    /// @return the first of the nearest; empty where none is known
    public static Optional<String> nearest(String word, Collection<String> known) {
        String best = null;
        int bestEdits = Integer.MAX_VALUE;
        String lower = word.toLowerCase(Locale.ROOT);
        for (String candidate : known) {
            int edits = between(lower, candidate.toLowerCase(Locale.ROOT));
            if (edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best);
    }

    static int between(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
