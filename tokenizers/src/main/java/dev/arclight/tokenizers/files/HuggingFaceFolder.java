package dev.arclight.tokenizers.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.JsonFile;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the tokenizer of a model folder as Hugging Face's hub has them.
 *
 * <p>The first of these that is there counts: {@code tokenizer.json}; {@code vocab.json} with {@code merges.txt}, as GPT-2 and
 * RoBERTa have them; {@code vocab.txt}, as BERT has it. {@code tokenizer_config.json} and {@code special_tokens_map.json} add
 * their special tokens and settings. Chat templates are left alone.
 */
public final class HuggingFaceFolder {
    private static final List<String> NAMED_TOKENS =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private final Path folder;
    private final ObjectNode config;
    private final ObjectNode specialTokens;

    private HuggingFaceFolder(Path folder) {
        this.folder = folder;
        config = optional("tokenizer_config.json");
        specialTokens = optional("special_tokens_map.json");
    }

    /**
     * Reads a folder.
     *
     * @throws TokenizerException when it holds none of the files, or one that is damaged
     */
    public static Tokenizer read(Path folder) {
        return new HuggingFaceFolder(folder).read();
    }

    private ObjectNode optional(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? JsonFile.read(file) : JsonNodeFactory.instance.objectNode();
    }

    private Tokenizer read() {
        if (Files.exists(folder.resolve("tokenizer.json"))) {
            return withSpecialTokens(Tokenizer.fromFile(folder.resolve("tokenizer.json")));
        }
        if (Files.exists(folder.resolve("vocab.json")) && Files.exists(folder.resolve("merges.txt"))) {
            return withSpecialTokens(Tokenizer.fromString(byteLevel().toString()));
        }
        if (Files.exists(folder.resolve("vocab.txt"))) {
            return withSpecialTokens(Tokenizer.fromString(bert().toString()));
        }
        throw new TokenizerException(
                folder + ": no tokenizer is here; expected tokenizer.json, vocab.json with merges.txt, or vocab.txt");
    }

    /** Adds the special tokens that the other files name and that the tokenizer does not have among its added ones. */
    private Tokenizer withSpecialTokens(Tokenizer tokenizer) {
        Map<String, AddedToken> tokens = new LinkedHashMap<>();
        for (JsonNode token : config.path("added_tokens_decoder")) {
            collect(token, tokens);
        }
        for (ObjectNode source : List.of(config, specialTokens)) {
            for (String name : NAMED_TOKENS) {
                collect(source.path(name), tokens);
            }
            for (JsonNode token : source.path("additional_special_tokens")) {
                collect(token, tokens);
            }
        }
        for (AddedToken token : tokenizer.addedTokens().values()) {
            tokens.remove(token.content());
        }
        return tokens.isEmpty() ? tokenizer : tokenizer.withAddedTokens(new ArrayList<>(tokens.values()));
    }

    private static void collect(JsonNode json, Map<String, AddedToken> tokens) {
        if (json.isTextual() && !json.textValue().isEmpty()) {
            tokens.putIfAbsent(json.textValue(), AddedToken.special(json.textValue()));
        } else if (json.path("content").isTextual()) {
            String content = json.path("content").textValue();
            tokens.putIfAbsent(
                    content,
                    new AddedToken(
                            content,
                            json.path("single_word").asBoolean(false),
                            json.path("lstrip").asBoolean(false),
                            json.path("rstrip").asBoolean(false),
                            json.path("normalized").asBoolean(false),
                            json.path("special").asBoolean(true)));
        }
    }

    private ObjectNode byteLevel() {
        boolean addPrefixSpace = config.path("add_prefix_space").asBoolean(false);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode model = json.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = JsonFile.read(folder.resolve("vocab.json"));
        model.set("vocab", vocabulary);
        ArrayNode merges = model.putArray("merges");
        for (String line : lines("merges.txt")) {
            if (!line.startsWith("#version") && !line.isEmpty()) {
                merges.add(line);
            }
        }
        json.set("pre_tokenizer", byteLevelPart(addPrefixSpace));
        json.set("decoder", byteLevelPart(true));
        boolean roberta = isRoberta(vocabulary);
        ArrayNode added = json.putArray("added_tokens");
        if (roberta) {
            for (String token : List.of(
                    named("cls_token", "<s>"),
                    named("pad_token", "<pad>"),
                    named("sep_token", "</s>"),
                    named("unk_token", "<unk>"))) {
                addToken(added, vocabulary, token, false);
            }
            addToken(added, vocabulary, named("mask_token", "<mask>"), true);
            ObjectNode processor = json.putObject("post_processor").put("type", "RobertaProcessing");
            processor.set("sep", pair("sep_token", "</s>", vocabulary));
            processor.set("cls", pair("cls_token", "<s>", vocabulary));
            processor.put("trim_offsets", true).put("add_prefix_space", addPrefixSpace);
        } else {
            addToken(added, vocabulary, named("eos_token", "<|endoftext|>"), false);
            json.set("post_processor", byteLevelPart(true).put("trim_offsets", false));
        }
        return json;
    }

    /** Whether the special tokens are RoBERTa's: the folder says so, or says nothing and the vocabulary has them. */
    private boolean isRoberta(ObjectNode vocabulary) {
        String kind = config.path("tokenizer_class").asText("");
        if (!kind.isEmpty()) {
            return kind.startsWith("Roberta");
        }
        return specialTokens.has("cls_token")
                || config.has("cls_token")
                || List.of("<s>", "</s>", "<pad>", "<mask>").stream().allMatch(vocabulary::has);
    }

    /** Adds a special token if the vocabulary has it. */
    private static void addToken(ArrayNode added, ObjectNode vocabulary, String token, boolean stripLeft) {
        if (vocabulary.has(token)) {
            added.addObject()
                    .put("content", token)
                    .put("single_word", false)
                    .put("lstrip", stripLeft)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
    }

    private static ObjectNode byteLevelPart(boolean addPrefixSpace) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private ArrayNode pair(String name, String otherwise, ObjectNode vocabulary) {
        String token = named(name, otherwise);
        JsonNode id = vocabulary.path(token);
        if (!id.isInt()) {
            throw new TokenizerException(folder.resolve("vocab.json") + ": lacks the " + name + " \"" + token + "\"");
        }
        return JsonNodeFactory.instance.arrayNode().add(token).add(id.intValue());
    }

    private String named(String name, String otherwise) {
        for (ObjectNode source : List.of(config, specialTokens)) {
            JsonNode json = source.path(name);
            if (json.isTextual()) {
                return json.textValue();
            }
            if (json.path("content").isTextual()) {
                return json.path("content").textValue();
            }
        }
        return otherwise;
    }

    private ObjectNode bert() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode normalizer = json.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put(
                        "handle_chinese_chars",
                        config.path("tokenize_chinese_chars").asBoolean(true));
        if (config.path("strip_accents").isBoolean()) {
            normalizer.put("strip_accents", config.path("strip_accents").booleanValue());
        } else {
            normalizer.putNull("strip_accents");
        }
        normalizer.put("lowercase", config.path("do_lower_case").asBoolean(true));
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        ObjectNode vocabulary = JsonNodeFactory.instance.objectNode();
        int id = 0;
        for (String line : lines("vocab.txt")) {
            vocabulary.put(line.stripTrailing(), id++);
        }
        ObjectNode processor = json.putObject("post_processor").put("type", "BertProcessing");
        processor.set("sep", pair("sep_token", "[SEP]", vocabulary));
        processor.set("cls", pair("cls_token", "[CLS]", vocabulary));
        json.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
        String unknown = named("unk_token", "[UNK]");
        ArrayNode added = json.putArray("added_tokens");
        for (String token : List.of(
                named("pad_token", "[PAD]"),
                unknown,
                named("cls_token", "[CLS]"),
                named("sep_token", "[SEP]"),
                named("mask_token", "[MASK]"))) {
            addToken(added, vocabulary, token, false);
        }
        ObjectNode model = json.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", unknown)
                .put("continuing_subword_prefix", "##")
                .put("max_input_chars_per_word", 100);
        model.set("vocab", vocabulary);
        return json;
    }

    private List<String> lines(String name) {
        Path file = folder.resolve(name);
        try {
            String text = Files.readString(file);
            List<String> lines = new ArrayList<>(List.of(text.split("\r?\n", -1)));
            if (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
                lines.remove(lines.size() - 1);
            }
            return lines;
        } catch (IOException e) {
            throw new TokenizerException(file + ": cannot be read as UTF-8: " + e, e);
        }
    }
}
