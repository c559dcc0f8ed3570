package dev.lode.content;

/// Takes the cells of one portion, on the thread that checks them.
interface CellTaker {
    /// Forgets what was taken: a new portion begins.
    void clear();

    /// Takes a cell that is well.
    ///
    /// @param room index of the cell's room
    /// @param cell good until the next
    void cell(int room, CellLine cell);
}
