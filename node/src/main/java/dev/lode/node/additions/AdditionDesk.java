package dev.lode.node.additions;

import dev.lode.base.CellKey;
import dev.lode.base.Id128;
import dev.lode.node.claim.ClaimLoop;
import dev.lode.node.claim.NewCell;
import dev.lode.node.hunt.HuntBook;
import dev.lode.node.hunt.HuntContent;
import dev.lode.node.hunt.HuntShelf;
import dev.lode.node.view.HuntFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// Puts an operator's cells into the logs of the claim groups that their partitions belong to.
///
/// Threads: owned by the node's admin thread.
public final class AdditionDesk {
    private final HuntShelf shelf;
    private final Map<Integer, ClaimLoop> loops;
    private final AdditionFeed feed;

    /// Cells on their way.
    ///
    /// @param cells how many
    /// @param found done when every dig finds them; fails with [ClaimLoop.NotAdded]
    public record Sent(int cells, CompletableFuture<Void> found) {}

    /// Makes one.
    ///
    /// @param shelf has the newest hunts
    /// @param loops of the claim groups that live here, by their numbers
    /// @param feed follows their logs
    public AdditionDesk(HuntShelf shelf, Map<Integer, ClaimLoop> loops, AdditionFeed feed) {
        this.shelf = shelf;
        this.loops = loops;
        this.feed = feed;
    }

    /// Sends cells; nothing is sent where one of them is wrong.
    ///
    /// @param hunt its id
    /// @param text a line of JSON for each
    /// @return what was sent
    /// @throws CellText.NoCell names the first line that is wrong
    /// @throws IOException where the hunt's content or one of its groups is not on this node
    public Sent add(Id128 hunt, String text) throws CellText.NoCell, IOException {
        HuntBook book = shelf.book();
        int number = book.find(hunt.high(), hunt.low());
        HuntContent content = number == HuntBook.NONE ? null : book.hunt(number).content();
        if (content == null) {
            throw new IOException("the hunt's content is not served by this node");
        }
        HuntFacts facts = book.hunt(number).facts();
        List<NewCell> cells =
                new CellText(facts.name(), content.graph(), content.pack().info().blobBytesMax())
                        .read(text);
        Map<Integer, List<NewCell>> byGroup = new TreeMap<>();
        for (NewCell cell : cells) {
            int group = facts.map().group(CellKey.partition(cell.cell()));
            if (!loops.containsKey(group)) {
                throw new IOException("claim group " + group + " does not live on this node");
            }
            byGroup.computeIfAbsent(group, _ -> new ArrayList<>()).add(cell);
        }
        List<CompletableFuture<Void>> all = new ArrayList<>();
        byGroup.forEach((group, own) ->
                all.add(
                        Objects.requireNonNull(loops.get(group))
                                .add(hunt, own)
                                .thenCompose(index -> feed.until(group, index))));
        return new Sent(
                cells.size(), CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
    }
}
