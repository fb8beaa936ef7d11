package dev.arclight.tokenizers;

import dev.arclight.tokenizers.models.Tokens;
import dev.arclight.tokenizers.processors.TokenRun;
import dev.arclight.tokenizers.text.NormalizedText;

/** Appends tokens with their offsets to a run. */
final class RunSink implements Tokenizer.Sink {
    private final TokenRun run;
    private final int typeId;

    RunSink(TokenRun run, int typeId) {
        this.run = run;
        this.typeId = typeId;
    }

    @Override
    public void tokens(Tokens tokens, NormalizedText text, int word) {
        int n = tokens.size();
        for (int i = 0; i < n; i++) {
            int from = tokens.from(i);
            int to = tokens.to(i);
            int start = text.start(from);
            int end = text.end(Math.max(from, to - 1));
            if (tokens.isVerbatim(i)) {
                run.add(tokens.id(i), text.substring(from, to), start, end, word, typeId);
            } else {
                run.add(tokens.id(i), start, end, word, typeId);
            }
        }
    }

    @Override
    public void added(int id, NormalizedText text, int from, int to, int word) {
        run.add(id, text.substring(from, to), text.start(from), text.end(to - 1), word, typeId);
    }
}
