package dev.lode.game.claim;

import dev.lode.base.Id128;
import dev.lode.game.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every win of one hunt in one claim group, in the order of the log, chained by hash.
///
/// Threads: owned by the thread that applies the group's log. Memory: about 350 bytes a win on the
/// heap. The same claims in the same order give the same bytes on every replica. Errors:
/// [LedgerDamaged] where a saved one was changed. Format: docs/format/ledger.md.
public final class ClaimLedger {
    /* Implementation: the wins are one list; the maps hold positions in it and are looked up, never walked, so that
     * their order cannot reach an answer. */

    private static final Positions NONE = new Positions();

    private final Id128 hunt;
    private final int group;
    private final Chain chain;
    private final List<Win> wins = new ArrayList<>();
    private final Map<Owner, Win> byOwner = new HashMap<>();
    private final Map<Long, Positions> byCell = new HashMap<>();
    private final Map<Long, Positions> byRoom = new HashMap<>();
    private final Map<Id128, Positions> byHunter = new HashMap<>();
    private long groupMillis = Long.MIN_VALUE;

    private record Owner(Id128 hunter, long cell) {}

    /// Begins an empty ledger.
    ///
    /// @param hunt id of the hunt
    /// @param group number of the claim group
    public ClaimLedger(Id128 hunt, int group) {
        this.hunt = hunt;
        this.group = group;
        chain = new Chain(hunt, group);
    }

    /// Decides a claim from the log and, where it is a new win, keeps it.
    ///
    /// @param claim to decide
    /// @param at where in the log
    /// @param rules of the hunt
    /// @return the decision
    public ClaimDecision apply(Claim claim, Moment at, Rules rules) {
        ClaimDecision decision = ClaimRules.decide(this, claim, at, rules);
        groupMillis = Math.max(groupMillis, at.groupMillis());
        if (decision instanceof ClaimDecision.Won won && won.isNew()) {
            append(won.win());
        }
        return decision;
    }

    /// What the ledger says of a claim, for good; empty where it says nothing yet.
    ///
    /// @param hunter who claims
    /// @param cell cell key of the key
    /// @param claimId the hunter's name for the claim
    /// @return WON, ALREADY_YOURS or LOST; a leader may answer with it without the log
    public Optional<ClaimDecision> lookUp(Id128 hunter, long cell, Id128 claimId) {
        Win win = byOwner.get(new Owner(hunter, cell));
        if (win != null) {
            return Optional.of(
                    win.claimId().equals(claimId)
                            ? new ClaimDecision.Won(win, false)
                            : new ClaimDecision.AlreadyYours(win));
        }
        int taken = taken(cell);
        return taken > 0 && taken >= stock(cell)
                ? Optional.of(new ClaimDecision.Lost())
                : Optional.empty();
    }

    /// Keeps a win.
    ///
    /// @param win that [ClaimRules#decide] made for this very state
    /// @throws IllegalArgumentException where it does not follow from this state
    public void append(Win win) {
        String wrong = contradiction(win);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("a win that does not follow: " + wrong);
        }
        int position = wins.size();
        wins.add(win);
        byOwner.put(new Owner(win.hunter(), win.cell()), win);
        byCell.computeIfAbsent(win.cell(), _ -> new Positions()).add(position);
        byRoom.computeIfAbsent(win.roomFp(), _ -> new Positions()).add(position);
        byHunter.computeIfAbsent(win.hunter(), _ -> new Positions()).add(position);
        groupMillis = Math.max(groupMillis, win.millis());
        chain.add(win);
    }

    /// Why a win cannot be the next record; empty where it can.
    String contradiction(Win win) {
        int taken = taken(win.cell());
        if (byOwner.containsKey(new Owner(win.hunter(), win.cell()))) {
            return "the hunter has that key already";
        }
        if (win.stock() < 1 || (taken > 0 && win.stock() != stock(win.cell()))) {
            return "its stock is not the first one's";
        }
        if (win.stockLeft() != win.stock() - taken - 1 || win.stockLeft() < 0) {
            return "the stock left is not what the wins before leave";
        }
        if (win.n() != lastEvent(win.roomFp()) + 1) {
            return "its number is not the next one of its room";
        }
        if (!wins.isEmpty()) {
            Win last = wins.getLast();
            int order = Long.compareUnsigned(last.index(), win.index());
            if (order > 0 || (order == 0 && last.ordinal() >= win.ordinal())) {
                return "its place in the log is not behind the one before";
            }
            if (last.millis() > win.millis()) {
                return "group time runs backwards";
            }
        }
        return "";
    }

    /// Wins of a cell so far.
    ///
    /// @param cell its key
    /// @return how many
    public int taken(long cell) {
        return byCell.getOrDefault(cell, NONE).size();
    }

    /// The stock of a cell's prize, as its first win fixed it.
    ///
    /// @param cell its key, with at least one win
    /// @return at least 1
    public int stock(long cell) {
        return wins.get(byCell.getOrDefault(cell, NONE).get(0)).stock();
    }

    /// The number of the last event of a room.
    ///
    /// @param roomFp the room
    /// @return 0 where it had none
    public long lastEvent(long roomFp) {
        return byRoom.getOrDefault(roomFp, NONE).size();
    }

    /// Events of a room from a number on, for an edge that comes back after the ring forgot them.
    ///
    /// @param roomFp the room
    /// @param fromN the first number wanted, from 1
    /// @param most how many at most
    /// @return wins with the numbers fromN, fromN + 1, ...
    public List<Win> winsOfRoom(long roomFp, long fromN, int most) {
        return rows(byRoom.getOrDefault(roomFp, NONE), Math.max(0, fromN - 1), most);
    }

    /// Wins of a hunter in the order of the log.
    ///
    /// @param hunter who
    /// @param from how many to leave out
    /// @param most how many at most
    /// @return the wins
    public List<Win> winsOfHunter(Id128 hunter, int from, int most) {
        return rows(byHunter.getOrDefault(hunter, NONE), from, most);
    }

    /// How many keys a hunter won here.
    ///
    /// @param hunter who
    /// @return how many
    public int winsOfHunter(Id128 hunter) {
        return byHunter.getOrDefault(hunter, NONE).size();
    }

    /// Every win in the order of the log.
    ///
    /// @return a view; copy it before the ledger grows
    public List<Win> wins() {
        return Collections.unmodifiableList(wins);
    }

    /// The hunt it is of.
    ///
    /// @return the id
    public Id128 hunt() {
        return hunt;
    }

    /// The claim group it is of.
    ///
    /// @return the number
    public int group() {
        return group;
    }

    /// The latest group time that this ledger decided by.
    ///
    /// @return milliseconds, Long.MIN_VALUE before the first
    public long groupMillis() {
        return groupMillis;
    }

    /// The chain's value behind the last record.
    ///
    /// @return 32 bytes, a copy
    public byte[] chain() {
        return chain.value();
    }

    /// Saves the ledger.
    ///
    /// @param out takes the bytes, left open
    /// @throws IOException where `out` does
    public void save(OutputStream out) throws IOException {
        LedgerFile.save(this, out);
    }

    /// Loads a ledger and verifies its chain and every record.
    ///
    /// @param in gives the bytes that [#save] wrote, no more is read
    /// @return the ledger
    /// @throws LedgerDamaged naming the record
    /// @throws IOException where `in` does
    public static ClaimLedger load(InputStream in) throws IOException {
        return LedgerFile.load(in);
    }

    byte[] chainAfter(byte[] record) {
        return chain.after(record);
    }

    void resume(long millis) {
        groupMillis = Math.max(groupMillis, millis);
    }

    private List<Win> rows(Positions positions, long from, int most) {
        var rows = new ArrayList<Win>();
        for (long at = from; at < positions.size() && rows.size() < most; at++) {
            rows.add(wins.get(positions.get((int) at)));
        }
        return rows;
    }
}
