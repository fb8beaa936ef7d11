package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Settings that the real files do not use, one after another on top of a real tokenizer, beside Hugging Face's library. */
class PartsAgreementTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "a",
            "Hello world!",
            "  two  spaces  before and after  ",
            "<s>glued</s>to words<mask>and  <mask>  spaces",
            "caf\u00E9 na\u00EFve \u00FCber \u6771\u4EAC\u90FD \uD83D\uDC69\u200D\uD83D\uDE80 \uD83C\uDDE9\uD83C\uDDEA",
            "e\u0301 combining, \u05E9\u05DC\u05D5\u05DD and \u0645\u0631\u062D\u0628\u0627",
            "tabs\tand\nnew lines\r\n\r\n  \n end",
            "ABC abc AbC mask <MASK> Mask masks unmask mask.",
            "It's we're I'll don't 'tis '90s 12345 3.14 x86_64",
            "The quick brown fox jumps over the lazy dog. Pack my box with five dozen liquor jugs.");

    @Test
    void truncationCutsTheSameTokensWithEveryStrategyStrideAndSide() {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (String processor : List.of("none", "roberta", "bert", "template")) {
            for (String strategy : List.of("LongestFirst", "OnlyFirst", "OnlySecond")) {
                for (String direction : List.of("Left", "Right")) {
                    for (int[] lengths : new int[][] {{6, 0}, {7, 1}, {9, 2}, {20, 3}}) {
                        ObjectNode json = base();
                        processor(json, processor);
                        json.putObject("truncation")
                                .put("direction", direction)
                                .put("max_length", lengths[0])
                                .put("strategy", strategy)
                                .put("stride", lengths[1]);
                        texts += compareAll(json, differences);
                    }
                }
            }
        }
        System.out.println("truncation: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void paddingAddsTheSameTokensOnEitherSide() {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (boolean fixed : new boolean[] {false, true}) {
            for (String direction : List.of("Left", "Right")) {
                for (int multiple : new int[] {0, 8}) {
                    for (String processor : List.of("none", "roberta", "bert", "template")) {
                        ObjectNode json = base();
                        processor(json, processor);
                        ObjectNode padding = json.putObject("padding");
                        if (fixed) {
                            padding.putObject("strategy").put("Fixed", 20);
                        } else {
                            padding.put("strategy", "BatchLongest");
                        }
                        padding.put("direction", direction);
                        if (multiple > 0) {
                            padding.put("pad_to_multiple_of", multiple);
                        } else {
                            padding.putNull("pad_to_multiple_of");
                        }
                        padding.put("pad_id", 17).put("pad_type_id", 3).put("pad_token", "<padding>");
                        json.putObject("truncation")
                                .put("direction", "Right")
                                .put("max_length", 12)
                                .put("strategy", "LongestFirst")
                                .put("stride", 2);
                        texts += compareAll(json, differences);
                        try (Comparison comparison = new Comparison(json.toString())) {
                            comparison.batch(TEXTS);
                            List<String> pairs = new ArrayList<>(TEXTS);
                            java.util.Collections.reverse(pairs);
                            comparison.batch(TEXTS, pairs);
                            texts += comparison.texts();
                            differences.addAll(comparison.differences());
                        }
                    }
                }
            }
        }
        System.out.println("padding: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void addedTokensAreFoundWithEveryCombinationOfTheirFlags() {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (int flags = 0; flags < 32; flags++) {
            ObjectNode json = base();
            ArrayNode added = json.putArray("added_tokens");
            int id = 0;
            for (String content :
                    List.of("<s>", "</s>", "<mask>", "mask", "<|endoftext|>", " a", "caf\u00E9", "\uD83D\uDC69")) {
                added.addObject()
                        .put("id", 60_000 + id++)
                        .put("content", content)
                        .put("single_word", (flags & 1) != 0)
                        .put("lstrip", (flags & 2) != 0)
                        .put("rstrip", (flags & 4) != 0)
                        .put("normalized", (flags & 8) != 0)
                        .put("special", (flags & 16) != 0);
            }
            texts += compareAll(json, differences);
        }
        System.out.println("added tokens: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void offsetsAreTrimmedAsByteLevelAndRobertaDoIt() {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (int flags = 0; flags < 8; flags++) {
            ObjectNode json = base();
            ObjectNode processor = json.putObject("post_processor");
            if ((flags & 4) != 0) {
                processor.put("type", "RobertaProcessing");
                processor.putArray("sep").add("</s>").add(2);
                processor.putArray("cls").add("<s>").add(1);
            } else {
                processor.put("type", "ByteLevel").put("use_regex", true);
            }
            processor.put("trim_offsets", (flags & 1) != 0).put("add_prefix_space", (flags & 2) != 0);
            texts += compareAll(json, differences);
        }
        System.out.println("trimmed offsets: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void bytePairsMergeTheSameWithEverySetting() {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (int flags = 0; flags < 16; flags++) {
            ObjectNode json = base();
            ObjectNode model = (ObjectNode) json.path("model");
            json.putNull("pre_tokenizer");
            json.putNull("decoder");
            ObjectNode vocabulary = (ObjectNode) model.path("vocab");
            vocabulary.put("<unk>", 50_300);
            for (int b = 0; b < 256 && (flags & 2) != 0; b++) {
                vocabulary.put(String.format(java.util.Locale.ROOT, "<0x%02X>", b), 50_301 + b);
            }
            model.put("fuse_unk", (flags & 1) != 0).put("byte_fallback", (flags & 2) != 0);
            model.put("ignore_merges", (flags & 4) != 0);
            if ((flags & 8) != 0) {
                model.put("unk_token", "<unk>");
            }
            texts += compareAll(json, differences);
        }
        System.out.println("byte pairs: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void modelsAloneCutRealLinesTheSame() throws IOException {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (String name : List.of("t5-small", "phi-3-mini", "bert-base-uncased", "clip")) {
            ObjectNode json = read(name);
            json.putNull("normalizer");
            json.putNull("pre_tokenizer");
            if (name.equals("phi-3-mini")) {
                json.putNull("decoder");
            }
            try (Comparison comparison = new Comparison(json.toString())) {
                for (List<String> lines : Corpora.all().values()) {
                    for (int i = 0; i < lines.size(); i += 14) {
                        String line = lines.get(i);
                        if (name.equals("bert-base-uncased")) {
                            comparison.words(List.of(
                                    line.toLowerCase(java.util.Locale.ROOT).split(" ")));
                        } else {
                            comparison.text(name.equals("t5-small") ? line.replace(' ', '\u2581') : line);
                        }
                    }
                }
                texts += comparison.texts();
                differences.addAll(comparison.differences());
            }
        }
        System.out.println("models alone: " + texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void decodersGiveTheSameText() {
        List<String> differences = new ArrayList<>();
        Random random = new Random(7);
        ObjectNode base = base();
        for (String decoder : List.of(
                "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}",
                "{\"type\":\"WordPiece\",\"prefix\":\"a\",\"cleanup\":false}",
                "{\"type\":\"BPEDecoder\",\"suffix\":\"e\"}",
                "{\"type\":\"ByteFallback\"}",
                "{\"type\":\"CTC\",\"pad_token\":\"a\",\"word_delimiter_token\":\"\u0120\",\"cleanup\":true}",
                "{\"type\":\"CTC\",\"pad_token\":\"e\",\"word_delimiter_token\":\"|\",\"cleanup\":false}",
                "{\"type\":\"Metaspace\",\"replacement\":\"\u0120\",\"prepend_scheme\":\"always\",\"split\":true}",
                "{\"type\":\"Metaspace\",\"replacement\":\"\u0120\",\"prepend_scheme\":\"first\",\"split\":true}",
                "{\"type\":\"Metaspace\",\"replacement\":\"\u0120\",\"prepend_scheme\":\"never\",\"split\":true}",
                "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"Replace\",\"pattern\":{\"String\":\"\u0120\"},\"content\":\" \"},"
                        + "{\"type\":\"Fuse\"},{\"type\":\"Strip\",\"content\":\" \",\"start\":2,\"stop\":0}]}",
                "{\"type\":\"Replace\",\"pattern\":{\"String\":\"an\"},\"content\":\"AN\"}",
                "{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"[aeiou]+|\\\\d\"},\"content\":\"*\"}",
                "{\"type\":\"Strip\",\"content\":\"s\",\"start\":1,\"stop\":0}",
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":true,\"use_regex\":true}",
                "null")) {
            base.set("decoder", tree(decoder));
            String json = base.toString();
            Tokenizer ours = Tokenizer.fromString(json);
            try (HuggingFace theirs = new HuggingFace(json)) {
                for (int round = 0; round < 500; round++) {
                    int[] ids = random.ints(1 + random.nextInt(12), 0, round % 2 == 0 ? 50_257 : 400)
                            .toArray();
                    String mine = ours.decode(ids, round % 3 == 0);
                    String expected = theirs.decode(ids, round % 3 == 0);
                    if (!mine.equals(expected)) {
                        differences.add(decoder + ": \"" + mine + "\", expected \"" + expected + "\"");
                        break;
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void aTokenizerThatIsWrittenIsReadByTheLibrary() {
        String json = Tokenizer.fromString(base().toString()).toJson();
        try (Comparison comparison = new Comparison(json)) {
            TEXTS.forEach(comparison::text);
            assertThat(comparison.differences()).isEmpty();
        }
    }

    private static int compareAll(ObjectNode json, List<String> differences) {
        try (Comparison comparison = new Comparison(json.toString())) {
            for (int i = 0; i < TEXTS.size(); i++) {
                String text = TEXTS.get(i);
                comparison.text(text);
                comparison.pair(text, TEXTS.get((i + 3) % TEXTS.size()));
                if (!text.isBlank()) {
                    comparison.words(List.of(text.strip().split("\\s+")));
                }
            }
            if (!comparison.differences().isEmpty() && differences.size() < 5) {
                differences.add(settings(json) + "\n" + comparison.differences().get(0));
            }
            return comparison.texts();
        }
    }

    private static String settings(ObjectNode json) {
        ObjectNode shown = json.deepCopy();
        ((ObjectNode) shown.path("model")).remove(List.of("vocab", "merges"));
        return shown.toString();
    }

    private static void processor(ObjectNode json, String kind) {
        switch (kind) {
            case "roberta", "bert" -> {
                ObjectNode processor = json.putObject("post_processor")
                        .put("type", kind.equals("bert") ? "BertProcessing" : "RobertaProcessing");
                processor.putArray("sep").add("</s>").add(2);
                processor.putArray("cls").add("<s>").add(1);
                if (kind.equals("roberta")) {
                    processor.put("trim_offsets", true).put("add_prefix_space", false);
                }
            }
            case "template" ->
                json.set(
                        "post_processor",
                        tree(
                                "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"X\",\"type_id\":4}},"
                                        + "{\"Sequence\":{\"id\":\"A\",\"type_id\":2}}],\"pair\":[{\"Sequence\":{\"id\":\"B\",\"type_id\":1}},"
                                        + "{\"SpecialToken\":{\"id\":\"X\",\"type_id\":5}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],"
                                        + "\"special_tokens\":{\"X\":{\"id\":\"X\",\"ids\":[3,4],\"tokens\":[\"three\",\"four\"]}}}"));
            default -> json.putNull("post_processor");
        }
    }

    private static ObjectNode base() {
        return read("gpt2");
    }

    private static ObjectNode read(String name) {
        try {
            return (ObjectNode) MAPPER.readTree(Files.readString(
                    SharedData.folder("tokenizers").resolve(name).resolve("tokenizer.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
