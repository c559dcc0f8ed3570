package dev.lode.storage.extent;

import dev.lode.base.knob.Knob;
import java.util.List;

/// The knobs of the index of cells.
public final class ExtentKnobs {
    /// How nodes of the index are searched.
    public static final Knob<String> SEARCH =
            Knob.choice(
                    "storage.search",
                    "auto",
                    List.of("auto", "scalar", "vector"),
                    "auto compares a line of keys at once where the JVM was started with --add-modules"
                            + " jdk.incubator.vector and the machine has vectors of 512 bits, else key by"
                            + " key; vector refuses to start without them. The start report says which.");

    /// Where the index is kept.
    public static final Knob<String> HEADS =
            Knob.choice(
                    "storage.heads",
                    "resident",
                    List.of("resident", "mapped"),
                    "resident reads and checks the index of a hunt into memory with huge pages, so that"
                            + " no look-up waits for the disk; mapped checks it and leaves it to the page"
                            + " cache, which may take it back: for nodes whose index is larger than their"
                            + " memory.");

    /// All of them.
    public static final List<Knob<?>> ALL = List.of(SEARCH, HEADS);

    private ExtentKnobs() {}
}
