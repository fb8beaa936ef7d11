package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.Scripts;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.WhiteSpace;
import java.util.function.Consumer;

/** The pre-tokenizers that look at one character at a time. */
public final class SimplePreTokenizer implements PreTokenizer {
    private final ObjectNode json;
    private final Consumer<PreTokenizedText> action;

    private SimplePreTokenizer(ObjectNode json, Consumer<PreTokenizedText> action) {
        this.json = json;
        this.action = action;
    }

    private static ObjectNode json(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    /** Splits into runs of word characters and runs of others, without white space. */
    public static PreTokenizer whitespace() {
        return new SimplePreTokenizer(json("Whitespace"), text -> text.split(SimplePreTokenizer::cutWords));
    }

    private static void cutWords(NormalizedText text, int from, int to, PreTokenizedText pieces) {
        int begin = from;
        int kind = 0;
        for (int i = from; i < to; ) {
            int c = text.codePointAt(i);
            int next = WhiteSpace.is(c) ? 0 : Unicode.isWordOrJoiner(c) ? 1 : 2;
            if (next != kind) {
                if (kind != 0) {
                    pieces.add(begin, i);
                }
                begin = i;
                kind = next;
            }
            i += Character.charCount(c);
        }
        if (kind != 0) {
            pieces.add(begin, to);
        }
    }

    /** Splits at white space, which is removed. */
    public static PreTokenizer whitespaceSplit() {
        return new SimplePreTokenizer(
                json("WhitespaceSplit"), text -> CharacterSplit.split(text, WhiteSpace::is, Behavior.REMOVED));
    }

    /** Splits at punctuation. */
    public static PreTokenizer punctuation(Behavior behavior) {
        return new SimplePreTokenizer(
                json("Punctuation").put("behavior", behavior.json()),
                text -> CharacterSplit.split(text, Unicode::isBertPunctuation, behavior));
    }

    /** Sets numbers apart, each digit alone or runs of them. */
    public static PreTokenizer digits(boolean individually) {
        Behavior behavior = individually ? Behavior.ISOLATED : Behavior.CONTIGUOUS;
        return new SimplePreTokenizer(
                json("Digits").put("individual_digits", individually),
                text -> CharacterSplit.split(text, Unicode::isNumber, behavior));
    }

    /** Splits at one character, which is removed. */
    public static PreTokenizer charDelimiter(int delimiter) {
        return new SimplePreTokenizer(
                json("CharDelimiterSplit").put("delimiter", Character.toString(delimiter)),
                text -> CharacterSplit.split(text, c -> c == delimiter, Behavior.REMOVED));
    }

    /**
     * Splits into pieces of so many code points; the last may be shorter.
     *
     * @throws TokenizerException when {@code length} is not positive
     */
    public static PreTokenizer fixedLength(int length) {
        if (length < 1) {
            throw new TokenizerException(
                    "pre-tokenizer FixedLength: \"length\" is " + length + "; expected at least 1");
        }
        return new SimplePreTokenizer(
                json("FixedLength").put("length", length),
                text -> text.split((whole, from, to, pieces) -> {
                    int begin = from;
                    int count = 0;
                    for (int i = from; i < to; ) {
                        i += Character.charCount(whole.codePointAt(i));
                        if (++count == length) {
                            pieces.add(begin, i);
                            begin = i;
                            count = 0;
                        }
                    }
                    pieces.add(begin, to);
                }));
    }

    /** Splits where the script changes, as SentencePiece does; spaces and unassigned characters go to what stands before. */
    public static PreTokenizer unicodeScripts() {
        return new SimplePreTokenizer(json("UnicodeScripts"), text -> text.split(SimplePreTokenizer::cutScripts));
    }

    private static void cutScripts(NormalizedText text, int from, int to, PreTokenizedText pieces) {
        int begin = -1;
        int last = 0;
        for (int i = from; i < to; ) {
            int c = text.codePointAt(i);
            int script = Scripts.sentencePiece(c);
            if (script != 0 && script != last) {
                // What stands before the first script is dropped, as by the library.
                if (begin >= 0) {
                    pieces.add(begin, i);
                }
                begin = i;
                last = script;
            }
            i += Character.charCount(c);
        }
        if (begin >= 0) {
            pieces.add(begin, to);
        }
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        action.accept(text);
    }

    @Override
    public ObjectNode toJson() {
        return json.deepCopy();
    }
}
