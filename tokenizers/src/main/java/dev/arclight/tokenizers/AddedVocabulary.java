package dev.arclight.tokenizers;

import dev.arclight.tokenizers.models.Model;
import dev.arclight.tokenizers.normalizers.Normalizer;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.WhiteSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The added tokens of a tokenizer, with their ids, and what finds them in a text. It does not change. */
final class AddedVocabulary {
    /** Told of each part of a text, from left to right: a token where {@code id} is at least 0, text otherwise. */
    interface Parts {
        void part(int from, int to, int id);
    }

    private final Map<String, Integer> idOfContent = new HashMap<>();
    private final Map<Integer, AddedToken> tokenOfId = new TreeMap<>();
    private final Set<String> special = new HashSet<>();
    private final Matcher given = new Matcher();
    private final Matcher normalized = new Matcher();

    /** Gives each token the id that the model has for it, or the next free one. */
    AddedVocabulary(List<AddedToken> tokens, Model model, @Nullable Normalizer normalizer) {
        Map<String, AddedToken> specials = new LinkedHashMap<>();
        List<AddedToken> others = new ArrayList<>();
        for (AddedToken token : tokens) {
            if (token.special() && !token.content().isEmpty()) {
                specials.putIfAbsent(token.content(), token);
            }
        }
        special.addAll(specials.keySet());
        Set<AddedToken> seen = new HashSet<>();
        int next = model.vocabularySize();
        for (AddedToken token : tokens) {
            if (token.content().isEmpty() || !seen.add(token)) {
                continue;
            }
            Integer known = idOfContent.get(token.content());
            OptionalInt inModel = known != null ? OptionalInt.of(known) : model.tokenToId(token.content());
            int id = inModel.isPresent() ? inModel.getAsInt() : next;
            if (id >= next) {
                next = id + 1;
            }
            idOfContent.put(token.content(), id);
            AddedToken before = tokenOfId.put(id, token);
            if (before != null) {
                seen.remove(before);
            }
            if (!special.contains(token.content())) {
                others.add(token);
            }
        }
        List<AddedToken> ordered = new ArrayList<>(specials.values());
        ordered.addAll(others);
        for (AddedToken token : ordered) {
            int id = java.util.Objects.requireNonNull(idOfContent.get(token.content()));
            if (token.normalized()) {
                normalized.add(normalizer == null ? token.content() : normalizer.normalizeToken(token.content()), id);
            } else {
                given.add(token.content(), id);
            }
        }
    }

    /** The added tokens in the order of their ids. */
    Map<Integer, AddedToken> tokens() {
        return tokenOfId;
    }

    @Nullable
    Integer id(String content) {
        return idOfContent.get(content);
    }

    @Nullable
    String token(int id) {
        AddedToken token = tokenOfId.get(id);
        return token == null ? null : token.content();
    }

    boolean isSpecial(String token) {
        return special.contains(token);
    }

    /** Whether a text as given holds no token that is looked for there. */
    boolean givenIsFree(char[] chars, int from, int to) {
        return given.isEmpty() || given.find(chars, from, to) < 0;
    }

    /** Whether a normalized text holds no token that is looked for there. */
    boolean normalizedIsFree(char[] chars, int from, int to) {
        return normalized.isEmpty() || normalized.find(chars, from, to) < 0;
    }

    /** Splits a text as given at the tokens that are looked for there. */
    void splitGiven(char[] chars, int length, Parts parts) {
        split(given, chars, length, parts);
    }

    /** Splits a normalized text at the tokens that are looked for there. */
    void splitNormalized(char[] chars, int length, Parts parts) {
        split(normalized, chars, length, parts);
    }

    private void split(Matcher matcher, char[] chars, int length, Parts parts) {
        int done = 0;
        for (int at = matcher.find(chars, 0, length); at >= 0; ) {
            long match = matcher.match(chars, at, length);
            int start = at;
            int end = (int) (match >>> 32);
            int stop = end;
            int id = (int) match;
            AddedToken token = java.util.Objects.requireNonNull(tokenOfId.get(id));
            if (!token.singleWord() || standsAlone(chars, start, stop, length)) {
                if (token.stripLeft()) {
                    while (start > done && WhiteSpace.is(chars[start - 1])) {
                        start--;
                    }
                }
                if (token.stripRight()) {
                    while (stop < length && WhiteSpace.is(chars[stop])) {
                        stop++;
                    }
                }
                if (done < start) {
                    parts.part(done, start, -1);
                }
                parts.part(start, stop, id);
                done = stop;
            }
            at = matcher.find(chars, end, length);
        }
        if (done < length) {
            parts.part(done, length, -1);
        }
    }

    private static boolean standsAlone(char[] chars, int from, int to, int length) {
        return (from == 0 || !Unicode.isWordOrJoiner(Character.codePointBefore(chars, from)))
                && (to == length || !Unicode.isWordOrJoiner(Character.codePointAt(chars, to, length)));
    }
}
