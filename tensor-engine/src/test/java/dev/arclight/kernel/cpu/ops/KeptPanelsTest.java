package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.Functional;
import dev.arclight.nn.LSTM;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptPanelsTest {
    private static final int USES = 5;

    private final Generator generator = Generator.seeded(5);

    private Tensor random(int... shape) {
        return Tensor.randn(generator, shape);
    }

    /** What a fresh copy of the weight gives, which nothing is kept of. */
    private static Tensor fresh(Tensor x, Tensor weight, Tensor bias) {
        return Functional.linear(x, weight.copy(), bias);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 40, 300})
    void aLayerGivesTheSameBitsAtEveryUse(int rows) {
        Tensor x = random(rows, 70);
        Tensor weight = random(300, 70);
        Tensor bias = random(300);
        float[] expected = fresh(x, weight, bias).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(Functional.linear(x, weight, bias).toFloatArray()).isEqualTo(expected);
        }
    }

    @Test
    void aWeightIsPackedAtItsThirdUse() {
        Tensor weight = random(30, 20);
        for (int use = 1; use <= USES; use++) {
            assertThat(KeptPanels.ofTranspose(weight) != null).isEqualTo(use >= 3);
        }
    }

    @Test
    void aWeightThatWasWrittenToIsPackedAnew() {
        Tensor x = random(2, 70);
        Tensor weight = random(300, 70);
        for (int use = 0; use < USES; use++) {
            Functional.linear(x, weight, null);
        }
        weight.narrow(0, 7, 1).mul_(2);
        for (int use = 0; use < USES; use++) {
            assertThat(Functional.linear(x, weight, null).toFloatArray())
                    .isEqualTo(fresh(x, weight, null).toFloatArray());
        }
    }

    @Test
    void aWeightWhoseArrayTheCallerHoldsIsReadAtEveryUse() {
        float[] held = random(30, 70).toFloatArray();
        Tensor x = random(2, 70);
        Tensor weight = Tensor.of(held, 30, 70);
        for (int use = 0; use < USES; use++) {
            held[use] += 1;
            assertThat(Functional.linear(x, weight, null).toFloatArray())
                    .isEqualTo(fresh(x, weight, null).toFloatArray());
        }
    }

    @Test
    void slicesOfOneMemoryAreKeptApart() {
        Tensor x = random(3, 40);
        Tensor all = random(90, 40);
        for (int use = 0; use < USES; use++) {
            for (int slice = 0; slice < 3; slice++) {
                Tensor weight = all.narrow(0, 30 * slice, 30);
                assertThat(Functional.linear(x, weight, null).toFloatArray())
                        .isEqualTo(fresh(x, weight, null).toFloatArray());
            }
        }
        assertThat(KeptPanels.ofTranspose(all.narrow(0, 60, 30))).isNotNull();
    }

    @Test
    void aMatrixAndItsTransposeInTheSamePlaceAreKeptApart() {
        Tensor x = random(3, 20);
        Tensor square = random(20, 2, 20, 2).select(3, 1).select(1, 0);
        for (int use = 0; use < USES; use++) {
            assertThat(x.matmul(square).toFloatArray())
                    .isEqualTo(x.matmul(square.contiguous()).toFloatArray());
            assertThat(Functional.linear(x, square, null).toFloatArray())
                    .isEqualTo(fresh(x, square.contiguous(), null).toFloatArray());
        }
    }

    @Test
    void moreSlicesThanAreKeptGiveTheSameNumbers() {
        Tensor x = random(3, 40);
        Tensor all = random(400, 40);
        for (int use = 0; use < USES; use++) {
            for (int slice = 0; slice < 20; slice++) {
                Tensor weight = all.narrow(0, 20 * slice, 20);
                assertThat(Functional.linear(x, weight, null).toFloatArray())
                        .isEqualTo(fresh(x, weight, null).toFloatArray());
            }
        }
    }

    @Test
    void aProductWithATransposedMatrixIsKeptToo() {
        Tensor x = random(2, 4, 40);
        Tensor weight = random(60, 40);
        float[] expected = x.matmul(weight.t().contiguous()).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(x.matmul(weight.t()).toFloatArray()).isEqualTo(expected);
            assertThat(x.transpose(0, 1).matmul(weight.t()).transpose(0, 1).toFloatArray())
                    .isEqualTo(expected);
        }
        assertThat(KeptPanels.of(weight.t())).isNotNull();
    }

    @Test
    @SuppressWarnings("try") // The scope is there to be closed.
    void memoryOfAnArenaIsNeverKept() {
        Arena arena = new Arena();
        Tensor x = random(2, 20);
        for (int use = 0; use < USES; use++) {
            try (Arena.Scope scope = arena.open()) {
                Tensor weight = random(30, 20);
                for (int again = 0; again < USES; again++) {
                    assertThat(KeptPanels.ofTranspose(weight)).isNull();
                }
                assertThat(Functional.linear(x, weight, null).toFloatArray())
                        .isEqualTo(fresh(x, weight, null).toFloatArray());
            }
        }
    }

    @Test
    void aRecurrentLayerGivesTheSameBitsAtEveryUse() {
        LSTM lstm = new LSTM(20, 30);
        Tensor x = random(7, 2, 20);
        float[] expected = lstm.forward(x).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(lstm.forward(x).toFloatArray()).isEqualTo(expected);
        }
    }

    @Test
    void threadsThatUseAWeightAtOnceGetTheSameBits() throws InterruptedException, ExecutionException {
        Tensor x = random(2, 70);
        Tensor weight = random(300, 70);
        float[] expected = fresh(x, weight, null).toFloatArray();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                results.add(
                        threads.submit(() -> Functional.linear(x, weight, null).toFloatArray()));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }
}
