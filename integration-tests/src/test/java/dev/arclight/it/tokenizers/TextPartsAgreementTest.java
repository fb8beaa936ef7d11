package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each normalizer and pre-tokenizer makes of odd texts, and of every code point, what Hugging Face's library makes of them. */
class TextPartsAgreementTest {
    private static final int TEXTS = Integer.getInteger("arclight.it.strange", 400);
    private static final long SEED = 20_240_601;

    private static final List<String> NORMALIZERS = List.of(
            "{\"type\":\"NFC\"}",
            "{\"type\":\"NFD\"}",
            "{\"type\":\"NFKC\"}",
            "{\"type\":\"NFKD\"}",
            "{\"type\":\"Lowercase\"}",
            "{\"type\":\"StripAccents\"}",
            "{\"type\":\"Nmt\"}",
            "{\"type\":\"ByteLevel\"}",
            "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":true}",
            "{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}",
            "{\"type\":\"Prepend\",\"prepend\":\"\u2581\"}",
            "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":null,\"lowercase\":true}",
            "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":true,\"strip_accents\":true,\"lowercase\":false}",
            "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":true,\"strip_accents\":false,\"lowercase\":true}",
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\" \"},\"content\":\"\u2581\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"String\":\"--\"},\"content\":\"\"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"\\\\s+\"},\"content\":\" \"}",
            "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\" {2,}\"},\"content\":\"xyz\"}",
            "{\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"NFKD\"},{\"type\":\"StripAccents\"},{\"type\":\"Lowercase\"},"
                    + "{\"type\":\"Strip\",\"strip_left\":true,\"strip_right\":false},{\"type\":\"NFC\"}]}");

    private static final List<String> PRE_TOKENIZERS = List.of(
            "{\"type\":\"BertPreTokenizer\"}",
            "{\"type\":\"Whitespace\"}",
            "{\"type\":\"WhitespaceSplit\"}",
            "{\"type\":\"UnicodeScripts\"}",
            "{\"type\":\"FixedLength\",\"length\":3}",
            "{\"type\":\"Digits\",\"individual_digits\":true}",
            "{\"type\":\"Digits\",\"individual_digits\":false}",
            "{\"type\":\"CharDelimiterSplit\",\"delimiter\":\" \"}",
            "{\"type\":\"Punctuation\",\"behavior\":\"Removed\"}",
            "{\"type\":\"Punctuation\",\"behavior\":\"Isolated\"}",
            "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithPrevious\"}",
            "{\"type\":\"Punctuation\",\"behavior\":\"MergedWithNext\"}",
            "{\"type\":\"Punctuation\",\"behavior\":\"Contiguous\"}",
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}",
            "{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"trim_offsets\":false,\"use_regex\":false}",
            "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"always\",\"split\":true}",
            "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"first\",\"split\":true}",
            "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"never\",\"split\":false}",
            "{\"type\":\"Sequence\",\"pretokenizers\":[{\"type\":\"WhitespaceSplit\"},{\"type\":\"Metaspace\",\"replacement\":\"_\","
                    + "\"prepend_scheme\":\"first\",\"split\":true},{\"type\":\"Digits\",\"individual_digits\":true}]}",
            split("\\\\s+", "Removed", false),
            split("\\\\w+|[^\\\\w\\\\s]+", "Removed", true),
            split("\\\\w+", "MergedWithPrevious", false),
            split("\\\\w+", "MergedWithNext", true),
            split("\\\\b", "Isolated", false),
            split("(?<=[a-z])(?=[^a-z])|^.|.$", "Contiguous", false),
            split("(?>a|ab)c?|(?i:HELLO)|[[:punct:]&&[^.']]++|\\\\R", "MergedWithPrevious", true),
            split(
                    "'s|'t|'re|'ve|'m|'ll|'d| ?\\\\p{L}+| ?\\\\p{N}+| ?[^\\\\s\\\\p{L}\\\\p{N}]+|\\\\s+(?!\\\\S)|\\\\s+",
                    "Isolated",
                    false),
            split(
                    "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?\\\\p{L}+|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*"
                            + "|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+",
                    "Isolated",
                    false),
            split(
                    "'(?i:[sdmt]|ll|ve|re)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?+\\\\p{L}+|\\\\p{N}{1,3}| ?[^\\\\s\\\\p{L}\\\\p{N}]++[\\\\r\\\\n]*"
                            + "|\\\\s*[\\\\r\\\\n]|\\\\s+(?!\\\\S)|\\\\s+",
                    "Removed",
                    true),
            split(
                    "[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?[\\\\p{Lu}\\\\p{Lt}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]*[\\\\p{Ll}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]+"
                            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?[\\\\p{Lu}\\\\p{Lt}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]+"
                            + "[\\\\p{Ll}\\\\p{Lm}\\\\p{Lo}\\\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\\\p{N}{1,3}"
                            + "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n/]*|\\\\s*[\\\\r\\\\n]+|\\\\s+(?!\\\\S)|\\\\s+",
                    "Isolated",
                    false));

    private static String split(String regex, String behavior, boolean invert) {
        return "{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" + regex + "\"},\"behavior\":\"" + behavior
                + "\",\"invert\":" + invert + "}";
    }

    @TestFactory
    Stream<DynamicTest> partsMakeTheSameOfOddTextsAndOfEveryCodePoint() {
        Map<String, String> files = new TreeMap<>();
        NORMALIZERS.forEach(part -> files.put("normalizer " + part, Probe.json(part, "null")));
        PRE_TOKENIZERS.forEach(part -> files.put("pre-tokenizer " + part, Probe.json("null", part)));
        String only = System.getProperty("arclight.it.part", "");
        return files.entrySet().stream()
                .filter(file -> file.getKey().contains(only))
                .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> compare(file.getValue())));
    }

    private static void compare(String json) {
        try (Comparison comparison = new Comparison(json)) {
            StrangeTexts texts = new StrangeTexts(SEED);
            for (int i = 0; i < TEXTS; i++) {
                comparison.once(texts.next());
            }
            for (int first = 0; first < 0x110000; first += 1024) {
                StringBuilder text = new StringBuilder();
                for (int c = first; c < first + 1024; c++) {
                    if (c < 0xD800 || c >= 0xE000) {
                        text.appendCodePoint(c).append('a');
                    }
                }
                // Private and unassigned planes are all alike.
                if (first < 0x20000 || first % 0x8000 == 0 || first >= 0x2F800 && first < 0x2FC00 || first == 0xE0000) {
                    comparison.once(text.toString());
                }
            }
            assertThat(comparison.differences())
                    .as(comparison.differing() + " of " + comparison.texts() + " texts differ")
                    .isEmpty();
        }
    }
}
