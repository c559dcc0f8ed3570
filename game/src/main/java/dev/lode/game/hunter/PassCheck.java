package dev.lode.game.hunter;

/// Whether the hunter who moves holds a valid pass of a gate's key.
@FunctionalInterface
public interface PassCheck {
    /// For a hunter who showed no pass.
    PassCheck NONE = _ -> false;

    /// Checks the pass that came with the request.
    ///
    /// @param gateCell cell key of the key that the gate needs
    /// @return true where the pass is of that cell, this hunter and this hunt
    boolean opens(long gateCell);
}
