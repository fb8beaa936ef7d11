package dev.arclight.tokenizers.text;

import java.util.HashMap;
import java.util.Map;

/** Unicode's normalization forms, by the tables of Unicode 9.0. */
public enum NormalForm {
    /** Canonical decomposition. */
    NFD(false, false),
    /** Canonical decomposition, then composition. */
    NFC(false, true),
    /** Compatibility decomposition. */
    NFKD(true, false),
    /** Compatibility decomposition, then composition. */
    NFKC(true, true);

    private static final int HANGUL = 0xAC00;
    private static final int HANGUL_END = 0xD7A4;
    private static final int LEADING = 0x1100;
    private static final int VOWEL = 0x1161;
    private static final int TRAILING = 0x11A7;
    private static final int VOWELS = 21;
    private static final int TRAILERS = 28;

    private final boolean compatibility;
    private final boolean composed;
    // What may change the text or be changed in it; text without any is in this form already. The set is immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final CodePointSet interesting;
    // No char below this one is interesting.
    private final int safe;

    NormalForm(boolean compatibility, boolean composed) {
        this.compatibility = compatibility;
        this.composed = composed;
        CodePointSet.Builder builder = new CodePointSet.Builder().add(Tables.MARKS);
        Tables.CANONICAL.forEach((c, parts) -> {
            if (!composed || Tables.EXCLUDED.contains(c)) {
                builder.add(c, c);
            }
        });
        if (compatibility) {
            Tables.COMPATIBILITY.keySet().forEach(c -> builder.add(c, c));
        }
        if (composed) {
            Tables.COMPOSED.keySet().forEach(pair -> builder.add((int) (long) pair, (int) (long) pair));
            builder.add(VOWEL, VOWEL + VOWELS - 1).add(TRAILING + 1, TRAILING + TRAILERS - 1);
        } else {
            builder.add(HANGUL, HANGUL_END - 1);
        }
        interesting = builder.build();
        safe = interesting.borders()[0];
    }

    /** The tables, read when the first form is. */
    private static final class Tables {
        static final Map<Integer, int[]> CANONICAL = new HashMap<>();
        static final Map<Integer, int[]> COMPATIBILITY = new HashMap<>();
        static final Map<Long, Integer> COMPOSED = new HashMap<>();
        // What decomposes and is never composed again.
        static final CodePointSet EXCLUDED;
        static final CodePointSet MARKS;
        private static final Map<Integer, Integer> CLASSES = new HashMap<>();

        static {
            UnicodeFile file = UnicodeFile.read("normalization.txt");
            file.each("canonical", entry -> CANONICAL.put(entry.first, entry.numbers()));
            file.each("compatibility", entry -> COMPATIBILITY.put(entry.first, entry.numbers()));
            CodePointSet.Builder excluded = new CodePointSet.Builder();
            CANONICAL.keySet().forEach(c -> excluded.add(c, c));
            CodePointSet.Builder again = new CodePointSet.Builder();
            file.each("composition", entry -> {
                int[] pair = entry.numbers();
                COMPOSED.put((long) pair[0] << 32 | pair[1], entry.first);
                again.add(entry.first, entry.first);
            });
            EXCLUDED = excluded.build().intersection(again.build().complement());
            MARKS = file.set("class");
            file.each("class", entry -> {
                for (int c = entry.first; c <= entry.last; c++) {
                    CLASSES.put(c, entry.numbers()[0]);
                }
            });
        }

        static int combiningClass(int c) {
            return c < 0x300 || !MARKS.contains(c) ? 0 : CLASSES.getOrDefault(c, 0);
        }

        /** The character that two make, or -1. */
        static int compose(int a, int b) {
            if (a >= LEADING && a < LEADING + 19 && b >= VOWEL && b < VOWEL + VOWELS) {
                return HANGUL + ((a - LEADING) * VOWELS + (b - VOWEL)) * TRAILERS;
            }
            if (a >= HANGUL
                    && a < HANGUL_END
                    && (a - HANGUL) % TRAILERS == 0
                    && b > TRAILING
                    && b < TRAILING + TRAILERS) {
                return a + (b - TRAILING);
            }
            return COMPOSED.getOrDefault((long) a << 32 | b, -1);
        }
    }

    /** Brings a text into this form; one that is in it already is not touched. */
    public void normalize(NormalizedText text) {
        int length = text.length();
        int first = next(text, 0, length);
        if (first == length) {
            return;
        }
        Segment segment = new Segment(text);
        text.beginRewrite();
        int done = 0;
        while (first < length) {
            int from = beginning(text, first, done);
            int to = end(text, first, length);
            text.copy(done, from);
            segment.write(from, to);
            done = to;
            first = next(text, to, length);
        }
        text.copy(done, length);
        text.endRewrite();
    }

    private int next(NormalizedText text, int from, int to) {
        char[] chars = text.chars();
        int i = from;
        while (i < to) {
            char c = chars[i];
            if (c < safe) {
                i++;
            } else if (Character.isHighSurrogate(c)) {
                if (interesting.contains(text.codePointAt(i))) {
                    return i;
                }
                i += 2;
            } else {
                if (interesting.contains(c)) {
                    return i;
                }
                i++;
            }
        }
        return to;
    }

    // ASCII characters begin a segment of their own: they never join what stands before them.
    private static int beginning(NormalizedText text, int at, int least) {
        char[] chars = text.chars();
        int i = at;
        while (i > least) {
            if (chars[--i] < 0x80) {
                return i;
            }
        }
        return i;
    }

    private static int end(NormalizedText text, int at, int to) {
        char[] chars = text.chars();
        int i = at + 1;
        while (i < to && chars[i] >= 0x80) {
            i++;
        }
        return i;
    }

    /** One stretch of text between ASCII characters, decomposed, put in order and composed. */
    private final class Segment {
        private final NormalizedText text;
        private int[] points = new int[64];
        private int[] changes = new int[64];
        private int[] classes = new int[64];
        private int size;

        Segment(NormalizedText text) {
            this.text = text;
        }

        void write(int from, int to) {
            size = 0;
            for (int i = from; i < to; ) {
                int c = text.codePointAt(i);
                decompose(c);
                i += Character.charCount(c);
            }
            order();
            if (composed) {
                compose();
            }
            Changes out = new Changes(text, from);
            for (int i = 0; i < size; i++) {
                out.put(points[i], changes[i]);
            }
        }

        private void decompose(int c) {
            if (c >= HANGUL && c < HANGUL_END) {
                int index = c - HANGUL;
                add(LEADING + index / (VOWELS * TRAILERS), 0);
                add(VOWEL + index / TRAILERS % VOWELS, 1);
                if (index % TRAILERS != 0) {
                    add(TRAILING + index % TRAILERS, 1);
                }
                return;
            }
            int[] parts = compatibility ? Tables.COMPATIBILITY.get(c) : null;
            if (parts == null) {
                parts = Tables.CANONICAL.get(c);
            }
            if (parts == null) {
                add(c, 0);
                return;
            }
            for (int i = 0; i < parts.length; i++) {
                add(parts[i], i == 0 ? 0 : 1);
            }
        }

        private void add(int c, int change) {
            if (size == points.length) {
                points = java.util.Arrays.copyOf(points, size * 2);
                changes = java.util.Arrays.copyOf(changes, size * 2);
                classes = java.util.Arrays.copyOf(classes, size * 2);
            }
            points[size] = c;
            changes[size] = change;
            classes[size++] = Tables.combiningClass(c);
        }

        /** Puts each run of marks in the order of their classes, those of one class as they are. */
        private void order() {
            for (int i = 0; i < size; i++) {
                if (classes[i] == 0) {
                    continue;
                }
                int to = i + 1;
                boolean sorted = true;
                while (to < size && classes[to] != 0) {
                    sorted &= classes[to - 1] <= classes[to];
                    to++;
                }
                if (!sorted) {
                    sort(i, to);
                }
                i = to - 1;
            }
        }

        // By counting, so that a text of marks alone takes linear time.
        private void sort(int from, int to) {
            int n = to - from;
            int[] starts = new int[257];
            for (int i = from; i < to; i++) {
                starts[classes[i] + 1]++;
            }
            for (int k = 0; k < 256; k++) {
                starts[k + 1] += starts[k];
            }
            int[] p = new int[n];
            int[] h = new int[n];
            int[] k = new int[n];
            for (int i = from; i < to; i++) {
                int at = starts[classes[i]]++;
                p[at] = points[i];
                h[at] = changes[i];
                k[at] = classes[i];
            }
            System.arraycopy(p, 0, points, from, n);
            System.arraycopy(h, 0, changes, from, n);
            System.arraycopy(k, 0, classes, from, n);
        }

        private void compose() {
            int n = 0;
            int starter = -1;
            int lastClass = -1;
            for (int i = 0; i < size; i++) {
                int c = points[i];
                int k = classes[i];
                // A mark is blocked by one of the same or a higher class between it and the starter.
                int joined = starter < 0 || lastClass >= k && lastClass >= 0 ? -1 : Tables.compose(points[starter], c);
                if (joined >= 0) {
                    points[starter] = joined;
                    changes[starter] += changes[i] - 1;
                    continue;
                }
                if (k == 0) {
                    starter = n;
                    lastClass = -1;
                } else if (starter >= 0) {
                    lastClass = k;
                }
                points[n] = c;
                changes[n] = changes[i];
                classes[n++] = k;
            }
            size = n;
        }
    }
}
