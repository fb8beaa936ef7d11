package dev.arclight.tokenizers;

import dev.arclight.tokenizers.models.Tokens;
import dev.arclight.tokenizers.text.NormalizedText;

/** Writes ids into an array that is given, as far as it reaches, and counts all. */
final class IdSink implements Tokenizer.Sink {
    private static final int[] NOTHING = {};

    private int[] ids = NOTHING;
    private int count;

    void begin(int[] target) {
        ids = target;
        count = 0;
    }

    int end() {
        ids = NOTHING;
        return count;
    }

    void addAll(int[] more) {
        for (int id : more) {
            add(id);
        }
    }

    private void add(int id) {
        if (count < ids.length) {
            ids[count] = id;
        }
        count++;
    }

    @Override
    public void tokens(Tokens tokens, NormalizedText text, int word) {
        int n = tokens.size();
        for (int i = 0; i < n; i++) {
            add(tokens.id(i));
        }
    }

    @Override
    public void added(int id, NormalizedText text, int from, int to, int word) {
        add(id);
    }
}
