package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PhiloxTest {
    /** Key (two words), counter (four) and result (four) that the authors' library gives as known answers. */
    private static final long[][] KNOWN = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {-1, -1, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {
            0xa4093822,
            0x299f31d0,
            0x243f6a88,
            0x85a308d3,
            0x13198a2e,
            0x03707344,
            0xd16cfe09,
            0x94fdcceb,
            0x5001e420,
            0x24126ea1
        }
    };

    @Test
    void theKnownAnswersComeOut() {
        for (long[] known : KNOWN) {
            long[] out = new long[2];
            new Philox().blocks(joined(known, 0), joined(known, 4), joined(known, 2), out, 1);

            assertThat(out).containsExactly(joined(known, 6), joined(known, 8));
        }
    }

    @Test
    void aBlockIsTheSameAloneAndAmongOthers() {
        long[] many = new long[2 * Philox.MOST];
        // Across the carry from the counter's first word to its second.
        long first = 0xffffff80L;
        new Philox().blocks(7, 9, first, many, Philox.MOST);

        for (int i = 0; i < Philox.MOST; i++) {
            assertThat(many[2 * i]).isEqualTo(Philox.half(7, 9, first + i, false));
            assertThat(many[2 * i + 1]).isEqualTo(Philox.half(7, 9, first + i, true));
        }
    }

    @Test
    void anyNumberOfBlocksIsWrittenAndNoMore() {
        for (int count = 0; count <= 20; count++) {
            long[] out = new long[2 * count + 2];
            new Philox().blocks(-5, 11, 3, out, count);

            for (int i = 0; i < count; i++) {
                assertThat(out[2 * i]).isEqualTo(Philox.half(-5, 11, 3 + i, false));
                assertThat(out[2 * i + 1]).isEqualTo(Philox.half(-5, 11, 3 + i, true));
            }
            assertThat(out[2 * count]).isZero();
            assertThat(out[2 * count + 1]).isZero();
        }
    }

    private static long joined(long[] words, int at) {
        return words[at] & 0xffffffffL | words[at + 1] << 32;
    }
}
