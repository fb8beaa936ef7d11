package dev.arclight.tokenizers.text.regex;

import dev.arclight.tokenizers.text.CodePointSet;
import java.util.List;

/** What the parser makes of a pattern. */
sealed interface Node {
    /** One code point of a set. */
    record One(CodePointSet set) implements Node {}

    /** Parts one after another. */
    record Sequence(List<Node> parts) implements Node {}

    /** The first of several that leads to a match. */
    record Choice(List<Node> parts) implements Node {}

    /** A part several times; {@code most} is -1 when there is no bound. */
    record Repeat(Node part, int least, int most, Manner manner) implements Node {}

    /** A part that must (or must not) match here, before or after, and takes nothing. */
    record Look(Node part, boolean ahead, boolean wanted) implements Node {}

    /** A part that is not tried again once it matched. */
    record Atomic(Node part) implements Node {}

    /** A condition on the place. */
    record Place(Kind kind) implements Node {
        enum Kind {
            LINE_START,
            LINE_END,
            TEXT_START,
            TEXT_END,
            TEXT_END_OR_NEWLINE,
            SEARCH_START,
            WORD_BORDER,
            NO_WORD_BORDER
        }
    }

    /** How a repetition prefers its number of times. */
    enum Manner {
        GREEDY,
        LAZY,
        POSSESSIVE
    }
}
