package dev.lode.game.hunter;

/// How a request stands to the last one of its hunter.
public enum Turn {
    /// It comes after the last one, or from another session: decide it.
    NEW,
    /// It is the last one once more: answer it again, without a charge.
    REPEAT,
    /// It came before the last one and was delayed or doubled on its way: refuse it.
    STALE,
    /// It bears the number of the last one and says something else: refuse it.
    CHANGED
}
