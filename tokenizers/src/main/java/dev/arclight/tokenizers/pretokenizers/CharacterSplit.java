package dev.arclight.tokenizers.pretokenizers;

import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import java.util.function.IntPredicate;

/** Splits at single code points. */
final class CharacterSplit {
    private CharacterSplit() {}

    /** Splits all free pieces at the code points of a kind. */
    static void split(PreTokenizedText text, IntPredicate kind, Behavior behavior) {
        Behavior.Cutter cutter = behavior.new Cutter(text);
        text.split((whole, from, to, pieces) -> cut(whole, from, to, kind, cutter));
    }

    private static void cut(NormalizedText text, int from, int to, IntPredicate kind, Behavior.Cutter cutter) {
        char[] chars = text.chars();
        cutter.begin();
        int done = from;
        for (int i = from; i < to; ) {
            int c = chars[i];
            int width = 1;
            if (Character.isHighSurrogate((char) c)) {
                c = text.codePointAt(i);
                width = 2;
            }
            if (kind.test(c)) {
                if (done < i) {
                    cutter.part(done, i, false);
                }
                cutter.part(i, i + width, true);
                done = i + width;
            }
            i += width;
        }
        if (done < to) {
            cutter.part(done, to, false);
        }
        cutter.end();
    }
}
