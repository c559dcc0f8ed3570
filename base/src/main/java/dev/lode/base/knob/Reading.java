package dev.lode.base.knob;

/// The outcome of reading one text as the value of a knob.
public sealed interface Reading {
    /// It can be used.
    ///
    /// @param value of the knob's type, without the Optional of a knob that may be off
    record Value(Object value) implements Reading {}

    /// The word `off`.
    record Off() implements Reading {}

    /// It cannot be used.
    ///
    /// @param why what is wrong with it, a clause
    /// @param remedy what to write instead, a clause
    record Refused(String why, String remedy) implements Reading {}
}
