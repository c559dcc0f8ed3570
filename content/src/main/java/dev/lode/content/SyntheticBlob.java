package dev.lode.content;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Blobs as games have them, about 1 KiB each: text, numbers, nested objects and lists, which
/// compress as such documents do.
///
/// Threads: one.
final class SyntheticBlob {
    private static final List<String> WORDS =
            List.of(
                    ("amber anchor ancient arch ash attic barrel bay bell beneath bird bitter blade"
                                    + " blue bone book bridge bright broken bronze candle captain carved"
                                    + " castle cave chapel chart chest cliff clock coast coin cold compass"
                                    + " copper coral corner crown crypt crystal dark dawn deep desert door"
                                    + " dragon dream dusk dust eagle east ebony echo edge eleven empty"
                                    + " engraved fallen feather fern fever fire fjord flame fog forest"
                                    + " forgotten fountain frost garden gate ghost glass gold grain gray"
                                    + " green grove hall hammer harbour hawk heart heavy hidden hill hollow"
                                    + " horn hour house idol iron island ivory jade jar jewel key king"
                                    + " knight lamp lantern lead leaf letter light lion lock lost maiden"
                                    + " mansion map marble marsh mask meadow merchant mile mill mirror mist"
                                    + " monk moon moss mountain name narrow needle nest night north oak"
                                    + " ocean old opal orchard owl palace paper parchment path pearl pillar"
                                    + " pilgrim pine pirate plain pool powder prince queen quiet rain raven"
                                    + " red reef ribbon ring river road rope rose ruby rune sail salt sand"
                                    + " sapphire scroll sea seal secret seven shadow shell ship shore silent"
                                    + " silver skull sky smoke snow song south spear spice spiral star steel"
                                    + " stone storm stream street summer sunken sword tale temple thief"
                                    + " thorn three thunder tide timber tin tower trail tree tunnel twelve"
                                    + " valley vault veil velvet village wall water wave wax well west"
                                    + " whale wheel white wild willow wind winter witch wolf wood Ärmel"
                                    + " café façade Øresund naïve 東京 Ελλάδα")
                            .split(" "));
    private static final List<String> KINDS =
            List.of("chest", "grave", "wreck", "shrine", "cache", "ruin", "nest", "vault");
    private static final List<String> RARITY =
            List.of("common", "common", "common", "uncommon", "rare", "legendary");
    private static final int LORE_WORDS_MIN = 30;
    private static final int LORE_WORDS_MORE = 30;

    /// A document speaks of few things, again and again; that is what compresses.
    private static final int TOPICS = 12;

    private final StringBuilder out;
    private final String[] topics = new String[TOPICS];
    private SplittableRandom random = new SplittableRandom(0);

    SyntheticBlob(StringBuilder out) {
        this.out = out;
    }

    /// Writes the blob of a cell.
    ///
    /// @param from gives what it says
    /// @param key what it hides; empty for none
    void write(SplittableRandom from, String key) {
        random = from;
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = one(WORDS);
        }
        out.append("{\"id\":\"").append(Long.toHexString(random.nextLong() | Long.MIN_VALUE));
        out.append("\",\"name\":\"The ").append(word()).append(' ').append(word());
        out.append("\",\"kind\":\"").append(one(KINDS));
        if (!key.isEmpty()) {
            out.append("\",\"key\":\"").append(key);
        }
        out.append("\",\"rarity\":\"").append(one(RARITY));
        out.append("\",\"buried\":\"").append(1400 + random.nextInt(600)).append('-');
        twoDigits(1 + random.nextInt(12)).append('-');
        twoDigits(1 + random.nextInt(28)).append("\",\"depth_m\":");
        decimal(0, 12, 2);
        out.append(",\"loc\":{\"type\":\"Point\",\"coordinates\":[");
        decimal(-180, 180, 5);
        out.append(',');
        decimal(-85, 85, 5);
        out.append("]},\"lore\":\"");
        lore(LORE_WORDS_MIN + random.nextInt(LORE_WORDS_MORE));
        out.append("\",\"owner\":{\"name\":\"").append(word()).append(' ').append(word());
        out.append("\",\"guild\":\"").append(word());
        out.append("\",\"level\":").append(random.nextInt(100)).append(",\"alive\":");
        out.append(random.nextInt(4) == 0).append(",\"heir\":null},\"items\":[");
        items(4 + random.nextInt(4));
        out.append("],\"tags\":[");
        tags(2 + random.nextInt(4));
        out.append("]}");
    }

    private void lore(int words) {
        boolean begins = true;
        for (int i = 0; i < words; i++) {
            String word = word();
            out.append(
                    begins
                            ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)
                            : word);
            begins = random.nextInt(9) == 0 || i == words - 1;
            out.append(begins ? "." : "").append(i == words - 1 ? "" : " ");
        }
    }

    private void items(int count) {
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "" : ",").append("{\"sku\":\"").append(one(KINDS)).append('-');
            out.append(random.nextInt(100_000)).append("\",\"title\":\"").append(word());
            out.append(' ').append(word()).append("\",\"count\":").append(1 + random.nextInt(20));
            out.append(",\"price\":");
            decimal(0, 500, 2);
            out.append(",\"stats\":[").append(random.nextInt(100)).append(',');
            out.append(random.nextInt(100)).append(',').append(random.nextInt(100)).append("]}");
        }
    }

    private void tags(int count) {
        for (int i = 0; i < count; i++) {
            out.append(i == 0 ? "\"" : ",\"").append(word()).append('"');
        }
    }

    /// A decimal number, from digits, so that it reads the same everywhere.
    private void decimal(int least, int most, int places) {
        int scale = (int) Math.pow(10, places);
        long value = (long) least * scale + random.nextLong((long) (most - least) * scale);
        if (value < 0) {
            out.append('-');
        }
        long size = Math.abs(value);
        String rest = Long.toString(size % scale);
        out.append(size / scale).append('.').repeat("0", places - rest.length()).append(rest);
    }

    private StringBuilder twoDigits(int value) {
        return out.append(value < 10 ? "0" : "").append(value);
    }

    private String word() {
        return topics[random.nextInt(TOPICS)];
    }

    private String one(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
