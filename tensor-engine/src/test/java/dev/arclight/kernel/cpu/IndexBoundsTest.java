package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexBoundsTest {
    private static final int EXTENT = 10;

    @ParameterizedTest
    @ValueSource(longs = {-1, EXTENT, EXTENT + 1, Integer.MIN_VALUE, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE})
    void oneIndexOutsideIsFoundWhereverItLies(long outside) {
        for (IndexBounds bounds : new IndexBounds[] {IndexBounds.current(), new IndexBounds.Portable()}) {
            for (int n = 1; n <= 40; n++) {
                for (int i = 0; i < n; i++) {
                    long[] index = inside(n + 2);
                    index[1 + i] = outside;
                    assertThat(bounds.hold(index, 1, n, EXTENT)).isFalse();
                }
            }
        }
    }

    @Test
    void indicesInsideHoldWhateverLiesBesideThem() {
        for (IndexBounds bounds : new IndexBounds[] {IndexBounds.current(), new IndexBounds.Portable()}) {
            for (int n = 0; n <= 40; n++) {
                long[] index = inside(n + 2);
                index[0] = -1;
                index[n + 1] = EXTENT;
                assertThat(bounds.hold(index, 1, n, EXTENT)).isTrue();
            }
        }
    }

    private static long[] inside(int n) {
        long[] index = new long[n];
        Arrays.setAll(index, i -> i % EXTENT);
        return index;
    }
}
