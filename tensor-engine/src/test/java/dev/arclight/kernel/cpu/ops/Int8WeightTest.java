package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Dispatch;
import dev.arclight.op.LinearDynamic;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

final class Int8WeightTest {
    private static final int N = 40;
    private static final int K = 24;

    private final Tensor x = Tensor.randn(Generator.seeded(3), 2, K);

    private static Tensor codes(int rows, int step) {
        Tensor codes = Tensor.zeros(DType.INT8, rows, K);
        codes.copy_(
                Tensor.arange((long) rows * K).mul(step).remainder(255).sub(127).reshape(rows, K));
        return codes;
    }

    private float[] product(Tensor codes) {
        return Dispatch.run(LinearDynamic.OP, x, codes, Tensor.ones(codes.size(0)))
                .toFloatArray();
    }

    @Test
    void aWeightIsPackedOnceForAllThatLookAtItsMemory() {
        Tensor codes = codes(N, 7);

        assertThat(Int8Weight.of(codes)).isSameAs(Int8Weight.of(codes.detach()));
    }

    @Test
    void aWeightThatWasWrittenToIsPackedAnew() {
        Tensor codes = codes(N, 7);
        product(codes);

        codes.narrow(0, 3, 1).fill_(5);

        assertThat(product(codes)).isEqualTo(product(codes.copy()));
    }

    @Test
    void aWeightWhoseArrayTheCallerHoldsIsReadAtEveryUse() {
        byte[] held = new byte[N * K];
        Tensor codes = Tensor.ofBytes(held, DType.INT8, N, K);
        for (int use = 1; use < 4; use++) {
            held[use * K] = (byte) (10 * use);

            assertThat(product(codes)).isEqualTo(product(codes.copy()));
        }
    }

    /** The row alone may be multiplied by other panels than the batch, and than the same row a moment later. */
    @Test
    void aRowHasTheSameBitsAloneAndInABatchOfALargeWeight() {
        int n = 761;
        int k = 701;
        Tensor codes = Tensor.randint(Generator.seeded(4), -128, 128, n, k).to(DType.INT8);
        Tensor scale = Tensor.rand(Generator.seeded(5), n);
        Tensor rows = Tensor.randn(Generator.seeded(6), 3, k);

        Tensor batch = Dispatch.run(LinearDynamic.OP, rows, codes, scale);

        for (int i = 0; i < 3; i++) {
            for (int call = 0; call < 2; call++) {
                Tensor alone = Dispatch.run(LinearDynamic.OP, rows.narrow(0, i, 1), codes, scale);
                assertThat(alone.toFloatArray()).isEqualTo(batch.narrow(0, i, 1).toFloatArray());
            }
        }
    }

    @Test
    void slicesOfOneMemoryAreKeptApartHoweverManyThereAre() {
        Tensor all = codes(20 * N, 11);
        for (int round = 0; round < 2; round++) {
            for (int slice = 0; slice < 20; slice++) {
                Tensor codes = all.narrow(0, slice * N, N);

                assertThat(product(codes)).isEqualTo(product(codes.copy()));
            }
        }
        assertThat(all.storage().derived())
                .asInstanceOf(InstanceOfAssertFactories.ARRAY)
                .hasSize(8);
    }
}
