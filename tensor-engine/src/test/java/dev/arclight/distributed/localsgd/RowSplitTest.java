package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RowSplitTest {
    private static final long[] DIGESTS = {7, -3, 7, Long.MAX_VALUE, 0, -3, Long.MIN_VALUE, 1};

    @Test
    void rowsAreInTheOrderOfTheirDigestsAndEqualOnesInTheirOwn() {
        RowSplit split = RowSplit.of(DIGESTS, 0, 1);

        assertThat(split.learnt()).containsExactly(6, 1, 5, 4, 7, 0, 2, 3);
        assertThat(split.heldOut()).isEmpty();
    }

    @Test
    void allRowsAreHeldOutIfTheShareIsAll() {
        RowSplit split = RowSplit.of(DIGESTS, 1, 1);

        assertThat(split.learnt()).isEmpty();
        assertThat(split.heldOut()).containsExactly(6, 1, 5, 4, 7, 0, 2, 3);
    }

    @Test
    void whichContentIsHeldOutDoesNotDependOnTheOrderInWhichRowsCome() {
        long[] reversed = IntStream.range(0, DIGESTS.length)
                .mapToLong(i -> DIGESTS[DIGESTS.length - 1 - i])
                .toArray();
        RowSplit split = RowSplit.of(DIGESTS, 0.5, 3);
        RowSplit other = RowSplit.of(reversed, 0.5, 3);

        assertThat(split.heldOut()).isNotEmpty().hasSizeLessThan(DIGESTS.length);
        assertThat(content(DIGESTS, split.heldOut())).isEqualTo(content(reversed, other.heldOut()));
        assertThat(content(DIGESTS, split.learnt())).isEqualTo(content(reversed, other.learnt()));
    }

    private static long[] content(long[] digests, int... rows) {
        return Arrays.stream(rows).mapToLong(row -> digests[row]).toArray();
    }
}
