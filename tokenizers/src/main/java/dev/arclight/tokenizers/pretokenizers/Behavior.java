package dev.arclight.tokenizers.pretokenizers;

import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.TokenizerException;

/** What becomes of the matches of a pattern that a text is split at; the example splits "the-final--countdown" at "-". */
public enum Behavior {
    /** the, final, countdown. */
    REMOVED("Removed"),
    /** the, -, final, -, -, countdown. */
    ISOLATED("Isolated"),
    /** the-, final-, -, countdown. */
    MERGED_WITH_PREVIOUS("MergedWithPrevious"),
    /** the, -final, -, -countdown. */
    MERGED_WITH_NEXT("MergedWithNext"),
    /** the, -, final, --, countdown. */
    CONTIGUOUS("Contiguous");

    private final String json;

    Behavior(String json) {
        this.json = json;
    }

    String json() {
        return json;
    }

    static Behavior of(String name) {
        for (Behavior behavior : values()) {
            if (behavior.json.equals(name)) {
                return behavior;
            }
        }
        throw new TokenizerException("pre-tokenizer: the behavior " + name
                + " is not known; expected Removed, Isolated, MergedWithPrevious, MergedWithNext or Contiguous");
    }

    /** Cuts one piece, from left to right, at parts that match and parts that do not. */
    final class Cutter {
        private final PreTokenizedText pieces;
        private int heldFrom;
        private int heldTo;
        private boolean held;
        private boolean lastMatched;

        Cutter(PreTokenizedText pieces) {
            this.pieces = pieces;
        }

        /** Begins with another piece. */
        void begin() {
            held = false;
            lastMatched = false;
        }

        /** Takes the next part; parts leave no gap. */
        void part(int from, int to, boolean matches) {
            switch (Behavior.this) {
                case REMOVED -> {
                    if (!matches) {
                        pieces.add(from, to);
                    }
                }
                case ISOLATED -> pieces.add(from, to);
                case CONTIGUOUS -> extendIf(held && matches == lastMatched, from, to);
                case MERGED_WITH_PREVIOUS -> extendIf(held && matches && !lastMatched, from, to);
                case MERGED_WITH_NEXT -> extendIf(held && !matches && lastMatched, from, to);
            }
            lastMatched = matches;
        }

        private void extendIf(boolean extended, int from, int to) {
            if (extended) {
                heldTo = to;
                return;
            }
            end();
            held = true;
            heldFrom = from;
            heldTo = to;
        }

        /** Ends the piece. */
        void end() {
            if (held) {
                pieces.add(heldFrom, heldTo);
            }
            held = false;
        }
    }
}
