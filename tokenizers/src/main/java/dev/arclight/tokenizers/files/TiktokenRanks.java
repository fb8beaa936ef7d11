package dev.arclight.tokenizers.files;

import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.decoders.ByteLevelDecoder;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.pretokenizers.Behavior;
import dev.arclight.tokenizers.pretokenizers.ByteLevel;
import dev.arclight.tokenizers.pretokenizers.PreTokenizerSequence;
import dev.arclight.tokenizers.pretokenizers.Split;
import dev.arclight.tokenizers.text.ByteAlphabet;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Regex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads tiktoken's rank files: a line for each token with its bytes in Base64 and its rank, which is its id too.
 *
 * <p>A file holds neither the pattern that cuts text nor the special tokens; {@link #GPT2}, {@link #CL100K} and {@link #O200K}
 * are the patterns of the known ones.
 */
public final class TiktokenRanks {
    /** The pattern of gpt2, r50k_base and p50k_base. */
    public static final String GPT2 =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

    /** The pattern of cl100k_base. */
    public static final String CL100K = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /** The pattern of o200k_base. */
    public static final String O200K = "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
            + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final int LONGEST_TOKEN = 1024;

    private TiktokenRanks() {}

    /**
     * Reads a file.
     *
     * @param pattern what cuts a text into pieces, such as {@link #CL100K}
     * @param specialTokens special tokens and their ids
     * @throws TokenizerException when the file cannot be read or a line is no token with its rank
     */
    public static Tokenizer read(Path file, String pattern, Map<String, Integer> specialTokens) {
        try {
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1), pattern, specialTokens);
        } catch (IOException e) {
            throw new TokenizerException("the rank file " + file + " cannot be read", e);
        }
    }

    /** Reads the text of a file; see {@link #read}. */
    public static Tokenizer parse(String ranks, String pattern, Map<String, Integer> specialTokens) {
        Map<String, Integer> vocabulary = vocabulary(ranks);
        List<Bpe.Merge> merges = merges(vocabulary);
        List<AddedToken> added = new ArrayList<>();
        specialTokens.forEach((token, id) -> {
            vocabulary.put(token, id);
            added.add(AddedToken.special(token));
        });
        // A piece that is a token is taken as a whole, whether merges lead to it or not.
        Bpe model = Bpe.builder(vocabulary, merges).ignoreMerges(true).build();
        boolean gpt2 = pattern.equals(GPT2);
        ByteLevel bytes = new ByteLevel(false, true, gpt2);
        return Tokenizer.builder(model)
                .preTokenizer(
                        gpt2
                                ? bytes
                                : new PreTokenizerSequence(
                                        List.of(new Split(Regex.compile(pattern), Behavior.ISOLATED, false), bytes)))
                .decoder(new ByteLevelDecoder(false, true, gpt2))
                .addedTokens(added)
                .build();
    }

    private static Map<String, Integer> vocabulary(String ranks) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        int number = 0;
        for (String line : (Iterable<String>) ranks.lines()::iterator) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            int space = line.indexOf(' ');
            try {
                byte[] bytes = Base64.getDecoder().decode(line.substring(0, Math.max(space, 0)));
                int rank = Integer.parseInt(line.substring(space + 1).strip());
                if (bytes.length == 0 || bytes.length > LONGEST_TOKEN || rank < 0) {
                    throw new TokenizerException("rank file, line " + number + ": a token of " + bytes.length
                            + " bytes with the rank " + rank + "; expected 1 to " + LONGEST_TOKEN
                            + " bytes and a rank of at least 0");
                }
                if (vocabulary.put(spelled(bytes), rank) != null) {
                    throw new TokenizerException("rank file, line " + number + ": the token was there before");
                }
            } catch (IllegalArgumentException e) {
                throw new TokenizerException(
                        "rank file, line " + number + ": expected Base64, a space and a whole number", e);
            }
        }
        if (vocabulary.isEmpty()) {
            throw new TokenizerException("rank file: it holds no tokens");
        }
        return vocabulary;
    }

    private static String spelled(byte[] bytes) {
        char[] chars = new char[bytes.length];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = ByteAlphabet.charOf(bytes[i] & 0xFF);
        }
        return new String(chars);
    }

    /** For each token the last merge that makes it: what its bytes become when only tokens of lower rank are merged. */
    private static List<Bpe.Merge> merges(Map<String, Integer> vocabulary) {
        List<Map.Entry<String, Integer>> order = new ArrayList<>(vocabulary.entrySet());
        order.sort(Map.Entry.comparingByValue());
        List<Bpe.Merge> merges = new ArrayList<>();
        Map<String, Integer> known = new HashMap<>(vocabulary);
        for (Map.Entry<String, Integer> token : order) {
            if (token.getKey().length() < 2) {
                continue;
            }
            List<String> parts = parts(token.getKey(), token.getValue(), known);
            if (parts.size() == 2) {
                merges.add(new Bpe.Merge(parts.get(0), parts.get(1)));
            }
        }
        return merges;
    }

    private static List<String> parts(String token, int rank, Map<String, Integer> ranks) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < token.length(); i++) {
            parts.add(token.substring(i, i + 1));
        }
        while (parts.size() > 1) {
            int best = -1;
            int least = rank;
            for (int i = 0; i + 1 < parts.size(); i++) {
                int each = ranks.getOrDefault(parts.get(i) + parts.get(i + 1), Integer.MAX_VALUE);
                if (each < least) {
                    least = each;
                    best = i;
                }
            }
            if (best < 0) {
                break;
            }
            parts.set(best, parts.get(best) + parts.remove(best + 1));
        }
        return parts;
    }
}
