package dev.lode.node.hunt;

import dev.lode.base.Id128;
import dev.lode.base.memory.Epochs;
import dev.lode.node.footing.NodeFolder;
import dev.lode.node.view.ClusterView;
import dev.lode.node.view.HuntFacts;
import dev.lode.storage.extent.Extent;
import dev.lode.storage.index.NodeSearch;
import dev.lode.storage.store.Compactor;
import dev.lode.storage.store.StoreConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Opens the content of hunts as the cluster names them, and publishes the book of them.
///
/// Threads: owned by the node's admin thread. Damaged content keeps its hunt from being served, not
/// the node from its other hunts.
public final class HuntLoader implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(HuntLoader.class.getName());

    private final Path data;
    private final ClusterView view;
    private final HuntShelf shelf;
    private final StoreConfig config;
    private final Epochs epochs;
    private final Compactor compactor;
    private final Map<Id128, HuntContent> contents = new HashMap<>();
    private final Map<Id128, String> troubles = new HashMap<>();

    /// Makes one that has opened nothing.
    ///
    /// @param data the node's data folder
    /// @param view names the hunts
    /// @param shelf takes the books
    /// @param config bounds of each hunt's store
    /// @param epochs of the threads that read
    /// @param compactor takes care of the stores; closed before this
    public HuntLoader(
            Path data,
            ClusterView view,
            HuntShelf shelf,
            StoreConfig config,
            Epochs epochs,
            Compactor compactor) {
        this.data = data;
        this.view = view;
        this.shelf = shelf;
        this.config = config;
        this.epochs = epochs;
        this.compactor = compactor;
    }

    /// Opens what has come, and publishes a book of what the cluster knows now.
    public void refresh() {
        List<HuntBook.Hunt> hunts = new ArrayList<>();
        for (HuntFacts facts : view.hunts()) {
            if (!contents.containsKey(facts.id())) {
                open(facts);
            }
            hunts.add(new HuntBook.Hunt(facts, contents.get(facts.id())));
        }
        shelf.publish(new HuntBook(hunts));
    }

    /// Why the content of a hunt is not served here.
    ///
    /// @param hunt its id
    /// @return empty where it is
    public String trouble(Id128 hunt) {
        return troubles.getOrDefault(hunt, "");
    }

    private void open(HuntFacts facts) {
        Path file = NodeFolder.content(data, facts.id());
        String trouble;
        if (!Files.exists(file)) {
            trouble = "its content is not on this node yet";
        } else {
            try {
                HuntContent content = HuntContent.open(file, facts, config, epochs);
                contents.put(facts.id(), content);
                troubles.remove(facts.id());
                compactor.add(facts.name(), content.store());
                LOG.log(
                        System.Logger.Level.INFO,
                        "hunt {0}: {1} cells in {2} rooms are served; {3}; index {4}, {5} search; {6}",
                        facts.name(),
                        Long.toString(content.pack().info().cells()),
                        Long.toString(content.pack().info().rooms()),
                        content.pack().blobDevice(),
                        config.heads().text(),
                        NodeSearch.chosen().name(),
                        content.store().status().line());
                warn(facts.name(), content);
                return;
            } catch (IOException | RuntimeException e) {
                trouble = String.valueOf(e.getMessage());
            }
        }
        if (!trouble.equals(troubles.put(facts.id(), trouble))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "hunt {0} is not served here: {1}",
                    facts.name(),
                    trouble);
        }
    }

    private static void warn(String hunt, HuntContent content) {
        Extent sealed = content.pack().extent();
        if (sealed.damagedPartitions() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "hunt {0}: {1}: {2}; see lode verify, then copy the file from another holder",
                    hunt,
                    content.pack().path(),
                    sealed.refusals());
        }
        content.store()
                .status()
                .damages()
                .forEach(damage -> LOG.log(System.Logger.Level.WARNING, damage));
    }

    /// Closes all content; nobody reads it any more.
    @Override
    public void close() {
        for (HuntContent content : contents.values()) {
            try {
                content.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a hunt's content could not be closed", e);
            }
        }
        contents.clear();
    }
}
