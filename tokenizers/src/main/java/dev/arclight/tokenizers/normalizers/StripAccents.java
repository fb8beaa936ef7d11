package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.Unicode;

/** Removes combining marks. Letters that have their accent built in are decomposed before by NFD or NFKD, if at all. */
public final class StripAccents implements Normalizer {
    /** A normalizer without settings. */
    public StripAccents() {}

    @Override
    public void normalize(NormalizedText text) {
        Filters.remove(text, c -> c >= 0x300 && Unicode.isCombiningMark(c));
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("StripAccents");
    }
}
