package dev.lode.node.claim;

import dev.lode.base.Id128;
import dev.lode.base.Layouts;
import dev.lode.consensus.StateMachine;
import dev.lode.game.claim.Claim;
import dev.lode.game.claim.ClaimDecision;
import dev.lode.game.claim.ClaimLedger;
import dev.lode.game.claim.Moment;
import dev.lode.game.claim.Win;
import dev.lode.node.claim.ClaimEntry.HuntStanding;
import dev.lode.wire.HuntState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a claim group knows: of each hunt its state as of the log, and its ledger.
///
/// Threads: owned by the group's claim loop. Deterministic: MACs were checked by the leader before
/// it proposed, and time is the proposer's. A claim for a hunt whose state has not reached the log
/// is CLOSED.
public final class ClaimMachine implements StateMachine {
    private static final int SNAPSHOT_FORMAT = 1;
    private static final int SNAPSHOT_HEAD = 24;

    private final int group;
    private final TreeMap<Id128, Standing> hunts = new TreeMap<>();
    private final List<ClaimDecision> decisions = new ArrayList<>();
    private final WinListener listener;
    private long groupMillis = Long.MIN_VALUE;

    /// Hears of each new win in the order of the log.
    @FunctionalInterface
    public interface WinListener {
        /// For who does not want to hear.
        WinListener NONE = (_, _) -> {};

        /// A win was committed.
        ///
        /// @param hunt its hunt
        /// @param win the record
        void won(Id128 hunt, Win win);
    }

    private record Standing(HuntStanding hunt, ClaimLedger ledger) {}

    /// Makes one that knows no hunt.
    ///
    /// @param group its number
    /// @param listener hears of wins, those of a replay included
    public ClaimMachine(int group, WinListener listener) {
        this.group = group;
        this.listener = listener;
    }

    @Override
    public void apply(long index, long term, MemorySegment entry) {
        decisions.clear();
        groupMillis = Math.max(groupMillis, ClaimEntry.groupMillis(entry));
        switch (ClaimEntry.type(entry)) {
            case ClaimEntry.STATE -> take(ClaimEntry.standing(entry, ClaimEntry.HEAD));
            case ClaimEntry.CLAIMS -> {
                for (int number = 0; number < ClaimEntry.claims(entry); number++) {
                    decisions.add(decide(index, entry, number));
                }
            }
            case CellsEntry.TYPE -> {
                // Content: its holders follow the log for it.
            }
            default -> throw new IllegalStateException("type() gives no other");
        }
    }

    /// What was decided about each claim of the last entry.
    ///
    /// @return in their order; valid until the next entry
    public List<ClaimDecision> decisions() {
        return decisions;
    }

    /// The latest group time in the log.
    ///
    /// @return milliseconds since 1970, Long.MIN_VALUE before the first entry
    public long groupMillis() {
        return groupMillis;
    }

    /// The ledger of a hunt.
    ///
    /// @param hunt its id
    /// @return null where the hunt has not reached the log
    public @Nullable ClaimLedger ledger(Id128 hunt) {
        Standing standing = hunts.get(hunt);
        return standing == null ? null : standing.ledger;
    }

    /// All ledgers, by hunt.
    ///
    /// @return a view
    public Collection<ClaimLedger> ledgers() {
        return Collections.unmodifiableCollection(
                hunts.values().stream().map(Standing::ledger).toList());
    }

    /// The version of a hunt's state in the log.
    ///
    /// @param hunt its id
    /// @return Long.MIN_VALUE where it has not reached the log
    long version(Id128 hunt) {
        Standing standing = hunts.get(hunt);
        return standing == null ? Long.MIN_VALUE : standing.hunt.version();
    }

    /// The versions of all hunts' states in the log.
    ///
    /// @return by hunt
    public Map<Id128, Long> versions() {
        var versions = new TreeMap<Id128, Long>();
        hunts.forEach((id, standing) -> versions.put(id, standing.hunt.version()));
        return versions;
    }

    /// Replaces the state of a hunt, whatever the log said of it: for a state that was restored.
    ///
    /// @param hunt its id; nothing is done where it has not reached the log
    /// @param version of the state
    /// @param state the state
    public void overrule(Id128 hunt, long version, HuntState state) {
        hunts.computeIfPresent(
                hunt,
                (_, standing) ->
                        new Standing(
                                new HuntStanding(hunt, version, state, standing.hunt.rules()),
                                standing.ledger));
    }

    /// Whether a hunt is open as of the log.
    boolean isOpen(Id128 hunt) {
        Standing standing = hunts.get(hunt);
        return standing != null && standing.hunt.state() == HuntState.OPEN;
    }

    private void take(HuntStanding next) {
        Standing now = hunts.get(next.hunt());
        if (now == null) {
            hunts.put(next.hunt(), new Standing(next, new ClaimLedger(next.hunt(), group)));
        } else if (next.version() > now.hunt.version()) {
            hunts.put(next.hunt(), new Standing(next, now.ledger));
        }
    }

    private ClaimDecision decide(long index, MemorySegment entry, int number) {
        Id128 hunt = ClaimEntry.hunt(entry, number);
        Claim claim = ClaimEntry.claim(entry, number);
        Standing standing = hunts.get(hunt);
        if (standing == null) {
            return new ClaimDecision.Closed();
        }
        boolean open = standing.hunt.state() == HuntState.OPEN;
        var at = new Moment(index, number, groupMillis, open);
        ClaimDecision decision = standing.ledger.apply(claim, at, standing.hunt.rules());
        if (decision instanceof ClaimDecision.Won won && won.isNew()) {
            listener.won(hunt, won.win());
        }
        return decision;
    }

    @Override
    public void save(OutputStream out) throws IOException {
        byte[] head = new byte[SNAPSHOT_HEAD];
        MemorySegment memory = MemorySegment.ofArray(head);
        memory.set(Layouts.I32, 0, SNAPSHOT_FORMAT);
        memory.set(Layouts.I32, 4, group);
        memory.set(Layouts.I64, 8, groupMillis);
        memory.set(Layouts.I64, 16, hunts.size());
        out.write(head);
        for (Standing standing : hunts.values()) {
            byte[] state = new byte[ClaimEntry.STATE_BYTES];
            ClaimEntry.write(standing.hunt, MemorySegment.ofArray(state), 0);
            out.write(state);
            standing.ledger.save(out);
        }
    }

    @Override
    public void load(InputStream in) throws IOException {
        MemorySegment head = MemorySegment.ofArray(in.readNBytes(SNAPSHOT_HEAD));
        if (head.byteSize() < SNAPSHOT_HEAD
                || head.get(Layouts.I32, 0) != SNAPSHOT_FORMAT
                || head.get(Layouts.I32, 4) != group) {
            throw new IOException(
                    "the snapshot is not one of claim group " + group + " in format 1");
        }
        groupMillis = head.get(Layouts.I64, 8);
        hunts.clear();
        for (long left = head.get(Layouts.I64, 16); left > 0; left--) {
            MemorySegment state = MemorySegment.ofArray(in.readNBytes(ClaimEntry.STATE_BYTES));
            if (state.byteSize() < ClaimEntry.STATE_BYTES) {
                throw new IOException("the snapshot of claim group " + group + " ends early");
            }
            HuntStanding hunt = ClaimEntry.standing(state, 0);
            hunts.put(hunt.hunt(), new Standing(hunt, ClaimLedger.load(in)));
        }
    }
}
