package dev.arclight.it.tokenizers;

import java.util.Random;

/** Generates odd texts from a seed: many scripts, emoji, marks, controls, astral planes, long words, spaces, special tokens. */
final class StrangeTexts {
    private static final int[][] RANGES = {
        {0x20, 0x7E},
        {0x20, 0x7E},
        {0x61, 0x7A},
        {0xA0, 0x24F},
        {0x250, 0x36F},
        {0x370, 0x52F},
        {0x590, 0x6FF},
        {0x700, 0x8FF},
        {0x900, 0xDFF},
        {0xE00, 0x109F},
        {0x1100, 0x11FF},
        {0x1200, 0x1FFF},
        {0x2000, 0x206F},
        {0x2070, 0x2BFF},
        {0x2E80, 0x30FF},
        {0x3100, 0x33FF},
        {0x4E00, 0x9FFF},
        {0xA000, 0xABFF},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFB00, 0xFFFD},
        {0x10000, 0x10FFF},
        {0x11000, 0x11FFF},
        {0x1D000, 0x1D7FF},
        {0x1E000, 0x1EFFF},
        {0x1F000, 0x1FAFF},
        {0x20000, 0x2A6DF},
        {0x2F800, 0x2FA1F},
        {0xE0000, 0xE01FF},
        {0, 0x1F}
    };
    private static final String[] SNIPPETS = {
        " ",
        "  ",
        "\n",
        "\r\n",
        "\t",
        "\u00A0",
        "\u3000",
        "\u2028",
        "'s",
        "'LL",
        "'re",
        "123",
        "3.14",
        "don't",
        "Hello",
        "world",
        "\uD83D\uDC69\u200D\uD83D\uDE80",
        "\uD83D\uDC4D\uD83C\uDFFD",
        "\uD83C\uDDE9\uD83C\uDDEA",
        "e\u0301",
        "\u0130",
        "\u0345\u0301",
        "A\u030A\u0323",
        "\u1100\u1161\u11A8",
        "\uAC00\u11A8",
        "\u0915\u094D\u0937\u093F",
        "\uFB01",
        "\u00BD",
        "\u2460",
        "\u2581",
        "\u2581a",
        "\u3042\u3099",
        "\uFF76\uFF9E",
        "\u01C6",
        "\u1E9B\u0323",
        "\u03C3\u03C2\u03A3",
        "\u0DD9\u0DCA",
        "\u200B",
        "\uFEFF",
        "\uFFFD",
        "\u0000",
        "<s>",
        "</s>",
        "<unk>",
        "[CLS]",
        "[MASK]",
        "<|endoftext|>",
        "<pad>",
        "<extra_id_0>",
        "\u0627\u0644\u0633\u0644\u0627\u0645",
        "\u4F60\u597D",
        "\u3053\u3093",
        "\u30C6\u30FC",
        "__",
        "--",
        "...",
        "\u2019s"
    };

    private final Random random;

    StrangeTexts(long seed) {
        random = new Random(seed);
    }

    String next() {
        int kind = random.nextInt(20);
        StringBuilder text = new StringBuilder();
        if (kind == 0) {
            return " ".repeat(random.nextInt(12));
        }
        if (kind == 1) {
            int c = one(RANGES[random.nextInt(RANGES.length)]);
            for (int i = random.nextInt(300); i >= 0; i--) {
                text.appendCodePoint(random.nextInt(8) == 0 ? 'a' + random.nextInt(26) : c);
            }
            return text.toString();
        }
        int parts = random.nextInt(24);
        int[] range = RANGES[random.nextInt(RANGES.length)];
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(5)) {
                case 0, 1 -> text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
                case 2 -> text.appendCodePoint(one(RANGES[random.nextInt(RANGES.length)]));
                case 3 -> {
                    for (int k = random.nextInt(6); k >= 0; k--) {
                        text.appendCodePoint(one(range));
                    }
                }
                default -> text.append(' ');
            }
        }
        return text.toString();
    }

    private int one(int[] range) {
        return range[0] + random.nextInt(range[1] - range[0] + 1);
    }
}
