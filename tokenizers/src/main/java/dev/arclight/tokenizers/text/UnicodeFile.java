package dev.arclight.tokenizers.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads one of the Unicode tables beside this class: sections of lines "from-to value" or "code point value…". */
final class UnicodeFile {
    /** A line of a section: a range of code points and what stands after it. */
    static final class Entry {
        final int first;
        final int last;
        final String value;

        private Entry(int first, int last, String value) {
            this.first = first;
            this.last = last;
            this.value = value;
        }

        /** The value as hexadecimal numbers. */
        int[] numbers() {
            java.util.StringTokenizer parts = new java.util.StringTokenizer(value);
            int[] result = new int[parts.countTokens()];
            for (int i = 0; i < result.length; i++) {
                result[i] = Integer.parseInt(parts.nextToken(), 16);
            }
            return result;
        }
    }

    private final Map<String, List<Entry>> sections = new HashMap<>();

    private UnicodeFile() {}

    static UnicodeFile read(String name) {
        UnicodeFile file = new UnicodeFile();
        try (InputStream stream = UnicodeFile.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new TokenizerException("the Unicode table " + name + " is not on the class path");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            List<Entry> section = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("#")) {
                    continue;
                }
                if (line.startsWith("@")) {
                    section = new ArrayList<>();
                    file.sections.put(line.substring(1), section);
                    continue;
                }
                int space = line.indexOf(' ');
                String key = space < 0 ? line : line.substring(0, space);
                int dash = key.indexOf('-');
                int first = Integer.parseInt(dash < 0 ? key : key.substring(0, dash), 16);
                int last = dash < 0 ? first : Integer.parseInt(key.substring(dash + 1), 16);
                section.add(new Entry(first, last, space < 0 ? "" : line.substring(space + 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    void each(String section, Consumer<Entry> consumer) {
        List<Entry> entries = sections.get(section);
        if (entries == null) {
            throw new TokenizerException("the Unicode table has no section " + section);
        }
        entries.forEach(consumer);
    }

    CodePointSet set(String section) {
        CodePointSet.Builder builder = new CodePointSet.Builder();
        each(section, entry -> builder.add(entry.first, entry.last));
        return builder.build();
    }

    /** The sets of a section by what stands after the ranges. */
    Map<String, CodePointSet> sets(String section) {
        Map<String, CodePointSet.Builder> builders = new HashMap<>();
        each(
                section,
                entry -> builders.computeIfAbsent(entry.value, key -> new CodePointSet.Builder())
                        .add(entry.first, entry.last));
        Map<String, CodePointSet> result = new HashMap<>();
        builders.forEach((name, builder) -> result.put(name, builder.build()));
        return result;
    }
}
