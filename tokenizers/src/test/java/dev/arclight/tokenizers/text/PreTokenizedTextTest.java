package dev.arclight.tokenizers.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PreTokenizedTextTest {
    @Test
    void aTextKeepsTheSpansOfTheOriginalWhenItIsWrittenAnew() {
        NormalizedText text = NormalizedText.of("a\uD83D\uDE00b");
        text.beginRewrite();
        text.append("xy", 1);
        text.copy(3, 4);
        text.endRewrite();
        assertThat(text.toString()).isEqualTo("xyb");
        assertThat(text.start(0)).isEqualTo(1);
        assertThat(text.end(1)).isEqualTo(3);
        assertThat(text.start(2)).isEqualTo(3);
        assertThat(text.end(2)).isEqualTo(4);
    }

    @Test
    void aLoneSurrogateBecomesTheReplacementCharacter() {
        assertThat(NormalizedText.of("\uDE00a\uD83D").toString()).isEqualTo("\uFFFDa\uFFFD");
    }

    @Test
    void onlyFreePiecesAreSplitAndEmptyOnesAreLeftOut() {
        PreTokenizedText pieces = new PreTokenizedText(NormalizedText.of("a-bc-d"));
        pieces.clear(pieces.text());
        pieces.add(0, 2);
        pieces.add(2, 4, 7);
        pieces.add(4, 6);
        pieces.split((text, from, to, out) -> {
            for (int i = from; i < to; i++) {
                if (text.chars()[i] != '-') {
                    out.add(i, i + 1);
                } else {
                    out.add(i, i);
                }
            }
        });
        assertThat(describe(pieces)).isEqualTo("a|bc=7|d");
    }

    @Test
    void bytesAreSpelledOutWhenSomeoneAsks() {
        PreTokenizedText pieces = new PreTokenizedText(NormalizedText.of(" \u00E9"));
        pieces.toBytes();
        assertThat(pieces.text().toString()).isEqualTo(" \u00E9");
        pieces.spellBytes();
        assertThat(describe(pieces)).isEqualTo("\u0120\u00C3\u00A9");
        assertThat(pieces.text().start(2)).isEqualTo(1);
        assertThat(pieces.text().end(2)).isEqualTo(2);
    }

    private static String describe(PreTokenizedText pieces) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            out.append(i == 0 ? "" : "|").append(pieces.text().substring(pieces.from(i), pieces.to(i)));
            if (pieces.id(i) >= 0) {
                out.append('=').append(pieces.id(i));
            }
        }
        return out.toString();
    }
}
