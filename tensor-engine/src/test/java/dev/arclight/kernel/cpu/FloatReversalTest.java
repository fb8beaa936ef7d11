package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FloatReversalTest {
    @Test
    void spansOfEveryLengthAreReversedAndNothingElseIsWritten() {
        float[] in = new float[200];
        for (int i = 0; i < in.length; i++) {
            in[i] = i;
        }
        for (int n = 0; n <= 100; n++) {
            float[] expected = new float[110];
            float[] actual = new float[110];
            new FloatReversal.Portable().run(in, 150, expected, 3, n);
            FloatReversal.current().run(in, 150, actual, 3, n);
            assertThat(actual).containsExactly(expected);
        }
    }
}
