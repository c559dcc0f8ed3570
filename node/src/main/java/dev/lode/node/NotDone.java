package dev.lode.node;

import dev.lode.wire.Status;

/// An operator's command that is not carried out, with the text that says why.
final class NotDone extends Exception {
    private static final long serialVersionUID = 1;
    final Status status;

    NotDone(Status status, String text) {
        super(text);
        this.status = status;
    }
}
