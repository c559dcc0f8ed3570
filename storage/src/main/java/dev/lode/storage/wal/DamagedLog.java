package dev.lode.storage.wal;

/// The log on disk is not what was acknowledged: it refuses to open, or to hand out a record.
public final class DamagedLog extends WalException {
    private static final long serialVersionUID = 1;

    /// Which file.
    private final String segment;

    /// Bytes from the first byte of the segment.
    private final long offset;

    /// In words.
    private final String what;

    /// What to do about it.
    private final String remedy;

    /// Makes one.
    ///
    /// @param segment the file it is in
    /// @param offset of the first damaged byte's batch or record, bytes
    /// @param what is wrong, in words
    /// @param remedy what the operator can do
    public DamagedLog(String segment, long offset, String what, String remedy) {
        super(
                "the log is damaged: "
                        + segment
                        + " at offset "
                        + offset
                        + ": "
                        + what
                        + ". "
                        + remedy);
        this.segment = segment;
        this.offset = offset;
        this.what = what;
        this.remedy = remedy;
    }

    /// The file that is damaged.
    ///
    /// @return its path or name
    public String segment() {
        return segment;
    }

    /// Where the damage begins.
    ///
    /// @return offset in the file, bytes
    public long offset() {
        return offset;
    }

    /// What is wrong.
    ///
    /// @return words, without place and remedy
    public String what() {
        return what;
    }

    /// What the operator can do.
    ///
    /// @return a sentence
    public String remedy() {
        return remedy;
    }
}
