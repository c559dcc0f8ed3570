package dev.lode.storage.pack;

import dev.lode.base.Layouts;
import dev.lode.storage.index.Checksum;
import dev.lode.storage.index.Region;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Takes the bytes of a section and keeps a checksum of each page.
///
/// Threads: owned by one. Closing it does nothing: the section ends when the packer says so.
final class PagedOutput extends OutputStream {
    private final Section.Kind kind;
    private final Region out;
    private final long at;
    private final Checksum checks = new Checksum();
    private final byte[] page = new byte[Section.PAGE_BYTES];
    private int used;
    private int[] pageChecks = new int[16];
    private int pages;
    private long end;

    PagedOutput(Section.Kind kind, Region out) {
        this.kind = kind;
        this.out = out;
        at = out.position();
        end = at;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, page.length - used);
            System.arraycopy(bytes, offset + done, page, used, part);
            used += part;
            done += part;
            if (used == page.length) {
                endPage();
            }
        }
    }

    /// Ends the section.
    void end() throws IOException {
        if (used > 0) {
            endPage();
        }
    }

    /// Writes the checksums of the pages where the file has come to now.
    Section writeChecks() throws IOException {
        long bytes = end - at;
        long checksAt = out.position();
        byte[] words = new byte[pages * Integer.BYTES];
        for (int i = 0; i < pages; i++) {
            MemorySegment.ofArray(words).set(Layouts.I32, (long) i * Integer.BYTES, pageChecks[i]);
        }
        out.put(words, 0, words.length);
        return new Section(kind, checks.of(words, 0, words.length), at, bytes, checksAt);
    }

    private void endPage() throws IOException {
        if (pages == pageChecks.length) {
            pageChecks = Arrays.copyOf(pageChecks, 2 * pages);
        }
        pageChecks[pages++] = checks.of(page, 0, used);
        out.put(page, 0, used);
        end = out.position();
        used = 0;
    }
}
