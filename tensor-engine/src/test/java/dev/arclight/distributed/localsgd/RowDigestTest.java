package dev.arclight.distributed.localsgd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class RowDigestTest {
    private static final long SEED = 5;

    private static long[] digests(int count) {
        Generator generator = Generator.seeded(SEED);
        return LongStream.generate(generator::nextLong).limit(count).toArray();
    }

    /** Shards and checkpoints that were written go by these. */
    @Test
    void digestsAndWhatFollowsFromThemStay() {
        Tensor features = Tensor.of(new float[] {1, -2.5f, 0, 3e8f}, 2, 2);
        Tensor labels = Tensor.of(new long[] {1, 1L << 40}, 2);

        long[] digests = RowDigest.of(2, List.of(features, labels));

        assertThat(digests).containsExactly(30931925642692306L, -9011045160230446845L);
        assertThat(RowDigest.mix(7, new float[] {1, 2, 3}, 1, 3)).isEqualTo(-5174179089466867108L);
        assertThat(RowDigest.mix(7, new byte[] {1, -2, 3}, 1, 3)).isEqualTo(-5245928700683167461L);
        assertThat(LongStream.of(digests(12)).mapToInt(digest -> RowDigest.partition(digest, 5)))
                .containsExactly(4, 3, 4, 1, 3, 0, 0, 0, 2, 2, 0, 4);
        assertThat(LongStream.of(digests(12)).mapToObj(digest -> RowDigest.isHeldOut(digest, 0.4, 11)))
                .containsExactly(false, true, false, false, false, true, false, false, true, true, true, true);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT32", "FLOAT64", "FLOAT16", "INT8", "UINT8", "INT16", "INT32", "INT64"})
    void aRowsDigestDependsOnItsNumbersAndNotOnItsPlace(DType dtype) {
        Tensor rows = Tensor.of(new float[] {9, 1, 2, 3, 4, 3, 4, 4, 3}, 9).to(dtype);
        Tensor behind = rows.slice(0, 1, 9).reshape(4, 2);

        long[] digests = RowDigest.of(4, List.of(behind));

        assertThat(digests[1]).isEqualTo(digests[2]);
        assertThat(LongStream.of(digests).distinct()).hasSize(3);
    }

    @Test
    void theWidthOfColumnsCounts() {
        Tensor two = Tensor.ones(DType.FLOAT32, 1, 2);
        Tensor one = Tensor.ones(DType.FLOAT32, 1, 1);

        assertThat(RowDigest.of(1, List.of(one, two))).isNotEqualTo(RowDigest.of(1, List.of(two, one)));
    }

    @Test
    void aboutTheShareIsHeldOutAndAnotherPartOfItByAnotherSeed() {
        long[] digests = digests(4000);

        long held = LongStream.of(digests)
                .filter(digest -> RowDigest.isHeldOut(digest, 0.25, 1))
                .count();
        long both = LongStream.of(digests)
                .filter(digest -> RowDigest.isHeldOut(digest, 0.25, 1) && RowDigest.isHeldOut(digest, 0.25, 2))
                .count();

        assertThat(held).isBetween(900L, 1100L);
        assertThat(both).isBetween(180L, 320L);
    }
}
