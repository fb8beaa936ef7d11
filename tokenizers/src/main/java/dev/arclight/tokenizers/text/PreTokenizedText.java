package dev.arclight.tokenizers.text;

import java.util.Arrays;

/**
 * A normalized text and the pieces it is cut into: ranges of its chars, in ascending order, that do not overlap.
 *
 * <p>A piece is either free or a token already, when an added token was found there; only free ones are split or changed. A
 * piece is never empty. What lies between pieces was removed.
 *
 * <p>A pre-tokenizer calls {@link #split} (and {@link #add} in it) to cut each free piece, or {@link #rewrite} to change the
 * chars of each. Objects are reused for many texts; they are not safe for use by several threads.
 */
public final class PreTokenizedText {
    /** Cuts one free piece: it calls {@link PreTokenizedText#add} on {@code pieces} for each part that is to remain. */
    @FunctionalInterface
    public interface Splitter {
        /** Cuts the chars {@code [from, to)} of the text, which is not to be changed. */
        void split(NormalizedText text, int from, int to, PreTokenizedText pieces);
    }

    /** Changes one free piece: it calls {@link NormalizedText#append} and {@link NormalizedText#copy} for what the piece will be. */
    @FunctionalInterface
    public interface Rewriter {
        /** Writes anew the chars {@code [from, to)} of the text; indices are those of the old text. */
        void rewrite(NormalizedText text, int from, int to);
    }

    private static final int FREE = -1;

    private NormalizedText text;
    private int size;
    private int[] froms = new int[64];
    private int[] tos = new int[64];
    private int[] ids = new int[64];
    private int oldSize;
    private int[] oldFroms = new int[64];
    private int[] oldTos = new int[64];
    private int[] oldIds = new int[64];
    private boolean bytes;

    /** One free piece: all of the text, or none where the text is empty. */
    public PreTokenizedText(NormalizedText text) {
        this.text = text;
        set(text);
    }

    /** Starts over with another text as one free piece. */
    public void set(NormalizedText newText) {
        clear(newText);
        add(0, newText.length());
    }

    /** Starts over with another text and no piece; pieces are then added from left to right. */
    public void clear(NormalizedText newText) {
        text = newText;
        size = 0;
        bytes = false;
    }

    /** The text that pieces are ranges of. */
    public NormalizedText text() {
        return text;
    }

    /** How many pieces there are. */
    public int size() {
        return size;
    }

    /** Where a piece begins. */
    public int from(int piece) {
        return froms[piece];
    }

    /** Where a piece ends. */
    public int to(int piece) {
        return tos[piece];
    }

    /** The id of the added token that a piece is, or -1 for a free one. */
    public int id(int piece) {
        return ids[piece];
    }

    /** Adds a free piece on the right; an empty one is left out. */
    public void add(int from, int to) {
        add(from, to, FREE);
    }

    /** Adds a piece that is an added token, or a free one where {@code id} is -1; an empty one is left out. */
    public void add(int from, int to, int id) {
        if (from >= to) {
            return;
        }
        if (size == froms.length) {
            int grown = size + (size >> 1);
            froms = Arrays.copyOf(froms, grown);
            tos = Arrays.copyOf(tos, grown);
            ids = Arrays.copyOf(ids, grown);
        }
        froms[size] = from;
        tos[size] = to;
        ids[size++] = id;
    }

    /** Cuts each free piece. */
    public void split(Splitter splitter) {
        spellBytes();
        setAside();
        for (int i = 0; i < oldSize; i++) {
            if (oldIds[i] == FREE) {
                splitter.split(text, oldFroms[i], oldTos[i], this);
            } else {
                add(oldFroms[i], oldTos[i], oldIds[i]);
            }
        }
    }

    /** Changes the chars of each free piece; a piece of which nothing remains is left out. */
    public void rewrite(Rewriter rewriter) {
        spellBytes();
        setAside();
        text.beginRewrite();
        for (int i = 0; i < oldSize; i++) {
            int from = text.rewritten();
            if (oldIds[i] == FREE) {
                rewriter.rewrite(text, oldFroms[i], oldTos[i]);
            } else {
                text.copy(oldFroms[i], oldTos[i]);
            }
            add(from, text.rewritten(), oldIds[i]);
        }
        text.endRewrite();
    }

    private void setAside() {
        int[] f = oldFroms;
        oldFroms = froms;
        froms = f;
        int[] t = oldTos;
        oldTos = tos;
        tos = t;
        int[] d = oldIds;
        oldIds = ids;
        ids = d;
        oldSize = size;
        size = 0;
    }

    /**
     * Says that free pieces stand for their UTF-8 bytes, each spelled as one char of {@link ByteAlphabet}. The chars are not
     * written until someone asks ({@link #spellBytes()}): a byte-level model reads the bytes from the chars as they are.
     */
    public void toBytes() {
        spellBytes();
        bytes = true;
    }

    /** Whether free pieces stand for bytes that are not spelled out yet. */
    public boolean isBytes() {
        return bytes;
    }

    /** Spells out the bytes that {@link #toBytes()} promised; each spelled byte has the span of the code point it belongs to. */
    public void spellBytes() {
        if (!bytes) {
            return;
        }
        bytes = false;
        rewrite((whole, from, to) -> {
            for (int i = from; i < to; ) {
                int codePoint = whole.codePointAt(i);
                ByteAlphabet.spell(codePoint, i, whole);
                i += Character.charCount(codePoint);
            }
        });
    }
}
