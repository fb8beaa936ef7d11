package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalForm;
import dev.arclight.tokenizers.text.NormalizedText;

/** Brings a text into one of Unicode's normalization forms, by Unicode 9.0 as Hugging Face's tokenizers do. */
public final class UnicodeForm implements Normalizer {
    private final NormalForm form;

    /** A normalizer to a form. */
    public UnicodeForm(NormalForm form) {
        this.form = form;
    }

    @Override
    public void normalize(NormalizedText text) {
        form.normalize(text);
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json(form.name());
    }
}
