package dev.lode.node;

import dev.lode.node.view.ClusterView;
import dev.lode.node.view.HuntFacts;
import dev.lode.router.PartitionTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cluster that a test holds in its hand; each node sees it with a view of its own.
public final class TestView {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile PartitionTable table;
    private volatile List<HuntFacts> hunts = List.of();

    public TestView(PartitionTable table) {
        this.table = table;
    }

    public PartitionTable table() {
        return table;
    }

    public void table(PartitionTable next) {
        table = next;
        listeners.forEach(Runnable::run);
    }

    /// Adds a hunt, or replaces the facts of one.
    public synchronized void hunt(HuntFacts facts) {
        List<HuntFacts> next = new ArrayList<>(hunts);
        for (int at = 0; at < next.size(); at++) {
            if (next.get(at).id().equals(facts.id())) {
                next.set(at, facts);
                hunts = List.copyOf(next);
                listeners.forEach(Runnable::run);
                return;
            }
        }
        next.add(facts);
        hunts = List.copyOf(next);
        listeners.forEach(Runnable::run);
    }

    public ClusterView of(int node) {
        return new ClusterView() {
            @Override
            public int self() {
                return node;
            }

            @Override
            public PartitionTable table() {
                return table;
            }

            @Override
            public List<HuntFacts> hunts() {
                return hunts;
            }

            @Override
            public void onChange(Runnable listener) {
                listeners.add(listener);
            }

            @Override
            public void behind(int partition, int epoch) {
                // This view is never behind.
            }
        };
    }
}
