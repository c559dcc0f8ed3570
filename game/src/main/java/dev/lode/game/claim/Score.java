package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.game.Rules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/// The points of a hunter, counted from the ledgers of a hunt and from nothing else.
///
/// @param hunter who
/// @param keys won
/// @param points they give
public record Score(Id128 hunter, int keys, long points) {
    private static final Comparator<Score> BEST_FIRST =
            Comparator.comparingLong(Score::points).reversed().thenComparing(Score::hunter);

    /// The score of one hunter.
    ///
    /// @param ledgers of the hunt, one a claim group
    /// @param hunter who
    /// @param rules of the hunt
    /// @return the score, 0 for who won nothing
    public static Score of(Collection<ClaimLedger> ledgers, Id128 hunter, Rules rules) {
        int keys = 0;
        for (ClaimLedger ledger : ledgers) {
            keys += ledger.winsOfHunter(hunter);
        }
        return new Score(hunter, keys, keys * rules.pointsPerKey());
    }

    /// The best hunters, most points first, equal ones by their ids; walks every win.
    ///
    /// @param ledgers of the hunt, one a claim group
    /// @param rules of the hunt
    /// @param most how many at most
    /// @return scores of those who won something
    public static List<Score> best(Collection<ClaimLedger> ledgers, Rules rules, int most) {
        var keys = new TreeMap<Id128, Integer>();
        for (ClaimLedger ledger : ledgers) {
            for (Win win : ledger.wins()) {
                keys.merge(win.hunter(), 1, Integer::sum);
            }
        }
        var scores = new ArrayList<Score>();
        keys.forEach(
                (hunter, won) -> scores.add(new Score(hunter, won, won * rules.pointsPerKey())));
        scores.sort(BEST_FIRST);
        return List.copyOf(scores.subList(0, Math.min(most, scores.size())));
    }
}
