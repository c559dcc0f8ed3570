package dev.lode.app.serve;

import dev.lode.base.memory.Mapping;
import dev.lode.base.memory.Memory;
import dev.lode.base.memory.MemoryBudget;
import dev.lode.base.memory.ProcessMemory;
import java.util.ArrayList;
import java.util.List;

/// What this process holds now, for people: by the books, and by the system.
public final class MemoryNow {
    private MemoryNow() {}

    /// Reads it.
    ///
    /// @return one line for the process, then one for each owner of memory off heap
    public static List<String> lines() {
        var lines = new ArrayList<String>();
        ProcessMemory.ofThis()
                .ifPresent(now ->
                        lines.add(
                                ("memory now: resident %s, own %s (in huge pages %s), files in"
                                                + " huge pages %s, major faults %d; maps: %s")
                                        .formatted(
                                                MemoryBudget.text(now.resident()),
                                                MemoryBudget.text(now.anonymous()),
                                                MemoryBudget.text(now.anonymousHuge()),
                                                MemoryBudget.text(now.fileHuge()),
                                                now.majorFaults(),
                                                Mapping.device())));
        Memory.byOwner()
                .forEach((owner, use) ->
                        lines.add(
                                "memory now: %s: reserved %s, used %s, mapped %s"
                                        .formatted(
                                                owner,
                                                MemoryBudget.text(use.reserved()),
                                                MemoryBudget.text(use.used()),
                                                MemoryBudget.text(use.mapped()))));
        return lines;
    }
}
