package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.graph.CompiledModel;
import dev.arclight.graph.InferenceSession;
import dev.arclight.kernel.cpu.ConvEpilogue;
import dev.arclight.kernel.cpu.Convolution;
import dev.arclight.kernel.cpu.PackedFilters;
import dev.arclight.kernel.cpu.Winograd;
import dev.arclight.kernel.cpu.WinogradFilters;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Module;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.NumThreads;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Scopes are there to be closed.
final class KeptFiltersTest {
    private static final int USES = 5;

    /** Channels and filters of which Winograd's way is taken at large extents and not at small ones. */
    private static final int MANY = 32;

    private final Generator generator = Generator.seeded(5);

    private Tensor random(int... shape) {
        return Tensor.randn(generator, shape);
    }

    private static Tensor convolved(Tensor x, Tensor weight, int stride, int groups) {
        return Functional.conv2d(x, weight, null, new Conv2dGeometry(stride, stride, 1, 1, 1, 1, groups));
    }

    /** At every use what a fresh copy of the weight gives, of which nothing is kept. */
    private static void assertUses(Tensor x, Tensor weight, int stride, int groups) {
        float[] expected = convolved(x, weight.copy(), stride, groups).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(convolved(x, weight, stride, groups).toFloatArray()).isEqualTo(expected);
        }
    }

    private static Tensor gradient(Tensor x, Tensor weight, Tensor of) {
        Tensor leaf = x.copy().requiresGrad_(true);
        convolved(leaf, weight, 1, 1).backward(of);
        Tensor grad = leaf.grad();
        assertThat(grad).isNotNull();
        return grad;
    }

    private static Convolution plan(int channels, int filters, int extent, int stride, int groups) {
        int out = (extent - 1) / stride + 1;
        return new Convolution(groups, channels, filters, extent, extent, 3, 3, stride, stride, 1, 1, 1, 1, out, out);
    }

    private static Winograd winograd(int extent) {
        return Winograd.forward(plan(MANY, MANY, extent, 1, 1)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "1, 4", "2, 8"})
    void aConvolutionGivesTheSameBitsAtEveryUse(int stride, int groups) {
        assertUses(random(2, MANY, 12, 12), random(MANY, MANY / groups, 3, 3), stride, groups);
    }

    @Test
    void filtersArePackedAtTheirThirdUse() {
        Tensor weight = random(MANY, MANY, 3, 3);
        for (int use = 1; use <= USES; use++) {
            assertThat(KeptFilters.of(winograd(12), weight) != null).isEqualTo(use >= 3);
            assertThat(KeptFilters.of(plan(MANY, MANY, 12, 2, 1), weight) != null)
                    .isEqualTo(use >= 3);
        }
        WinogradFilters transformed = KeptFilters.of(winograd(12), weight);
        PackedFilters packed = KeptFilters.of(plan(MANY, MANY, 12, 2, 1), weight);
        assertThat(KeptFilters.of(winograd(30), weight)).isSameAs(transformed);
        assertThat(KeptFilters.of(plan(MANY, MANY, 9, 1, 1), weight)).isSameAs(packed);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anOpWhoseBatchIsCutUsesItsFiltersOnce(int stride) {
        Tensor x = random(8, MANY, 64, 64);
        Tensor weight = random(MANY, MANY, 3, 3);
        Convolution plan = plan(MANY, MANY, 64, stride, 1);
        assertThat(Winograd.forward(plan).isPresent()).isEqualTo(stride == 1);
        try (NumThreads.Scope scope = NumThreads.of(4)) {
            convolved(x, weight, stride, 1);
        }
        for (int use = 2; use <= USES; use++) {
            boolean kept =
                    stride == 1 ? KeptFilters.of(winograd(64), weight) != null : KeptFilters.of(plan, weight) != null;
            assertThat(kept).isEqualTo(use >= 3);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void filtersThatWereWrittenToArePackedAnew(int stride) {
        Tensor x = random(2, MANY, 12, 12);
        Tensor weight = random(MANY, MANY, 3, 3);
        for (int round = 0; round < 3; round++) {
            assertUses(x, weight, stride, 1);
            weight.narrow(0, 7 + round, 1).mul_(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void filtersWhoseArrayTheCallerHoldsAreReadAtEveryUse(int stride) {
        float[] held = random(MANY, MANY, 3, 3).toFloatArray();
        Tensor x = random(2, MANY, 12, 12);
        Tensor weight = Tensor.of(held, MANY, MANY, 3, 3);
        for (int use = 0; use < USES; use++) {
            held[use] += 1;
            assertThat(convolved(x, weight, stride, 1).toFloatArray())
                    .isEqualTo(convolved(x, weight.copy(), stride, 1).toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void slicesOfOneMemoryAreKeptApart(int stride) {
        Tensor x = random(2, MANY, 12, 12);
        Tensor all = random(3 * MANY, MANY, 3, 3);
        for (int slice = 0; slice < 3; slice++) {
            assertUses(x, all.narrow(0, MANY * slice, MANY), stride, 1);
        }
        for (int slice = 0; slice < 3; slice++) {
            assertUses(x, all.narrow(0, MANY * slice, MANY), stride, 1);
        }
    }

    @Test
    void filtersInTheSameMemoryOfOtherGroupsAreKeptApart() {
        Tensor bank = random(3, 1, 3, 3);
        Tensor colours = random(2, 3, 9, 9);
        Tensor grey = random(2, 1, 9, 9);
        for (int round = 0; round < 3; round++) {
            assertUses(colours, bank, 1, 3);
            assertUses(grey, bank, 1, 1);
        }
    }

    @Test
    void aCompiledNetworkPacksFiltersForEachNumberOfGroups() {
        Tensor bank = random(3, 1, 3, 3);
        Module network = new Module() {
            @Override
            public Tensor forward(Tensor input) {
                Tensor each = convolved(input, bank, 1, 3);
                return convolved(each.narrow(1, 0, 1).contiguous(), bank, 1, 1);
            }
        }.eval();
        InferenceSession session = CompiledModel.of(network).newSession();
        Tensor x = random(2, 3, 9, 9);
        Tensor each = convolved(x, bank.copy(), 1, 3);
        Tensor expected = convolved(each.narrow(1, 0, 1).contiguous(), bank.copy(), 1, 1);
        for (int use = 0; use < USES; use++) {
            assertThat(session.run(x).toFloatArray()).isEqualTo(expected.toFloatArray());
        }
    }

    @Test
    void aConvolutionAndItsGradientMayShareASquareWeight() {
        Tensor x = random(2, MANY, 12, 12);
        Tensor weight = random(MANY, MANY, 3, 3);
        Tensor of = random(2, MANY, 12, 12);
        float[] expected = convolved(x, weight.copy(), 1, 1).toFloatArray();
        float[] expectedGradient = gradient(x, weight.copy(), of).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(convolved(x, weight, 1, 1).toFloatArray()).isEqualTo(expected);
            assertThat(gradient(x, weight, of).toFloatArray()).isEqualTo(expectedGradient);
        }
    }

    @Test
    void extentsOfWinogradsWayAndOthersMayShareAWeight() {
        Tensor large = random(2, MANY, 12, 12);
        Tensor small = random(2, MANY, 1, 1);
        assertThat(Winograd.forward(plan(MANY, MANY, 1, 1, 1))).isEmpty();
        Tensor weight = random(MANY, MANY, 3, 3);
        float[] ofLarge = convolved(large, weight.copy(), 1, 1).toFloatArray();
        float[] ofSmall = convolved(small, weight.copy(), 1, 1).toFloatArray();
        for (int use = 0; use < USES; use++) {
            assertThat(convolved(large, weight, 1, 1).toFloatArray()).isEqualTo(ofLarge);
            assertThat(convolved(small, weight, 1, 1).toFloatArray()).isEqualTo(ofSmall);
        }
        WinogradFilters transformed = KeptFilters.of(winograd(12), weight);
        assertThat(transformed).isNotNull();
        assertThat(KeptFilters.of(plan(MANY, MANY, 1, 1, 1), weight)).isNotNull();
        assertThat(KeptFilters.of(winograd(12), weight)).isSameAs(transformed);
    }

    @Test
    void filtersOfAnotherFormAreRefused() {
        float[] w = random(MANY, MANY, 3, 3).toFloatArray();
        PackedFilters packed = PackedFilters.pack(plan(1, 1, 9, 1, MANY), w, 0);
        assertThatThrownBy(() -> packed.forBatch(plan(1, MANY, 9, 1, 1), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("groups=32")
                .hasMessageContaining("groups=1");
        Winograd backward = Winograd.backwardInput(plan(MANY, MANY, 12, 1, 1)).orElseThrow();
        WinogradFilters turned = backward.transform(w, 0);
        float[] x = new float[MANY * 12 * 12];
        assertThatThrownBy(() -> winograd(12).run(1, x, 0, w, 0, turned, ConvEpilogue.bias(null, 0), x.clone(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turned=true");
    }

    @Test
    void memoryOfAnArenaIsNeverKept() {
        Arena arena = new Arena();
        for (int use = 0; use < USES; use++) {
            try (Arena.Scope scope = arena.open()) {
                Tensor weight = random(MANY, MANY, 3, 3);
                for (int again = 0; again < USES; again++) {
                    assertThat(KeptFilters.of(winograd(12), weight)).isNull();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void threadsThatUseAWeightAtOnceGetTheSameBits(int stride) throws InterruptedException, ExecutionException {
        Tensor x = random(1, MANY, 12, 12);
        Tensor weight = random(MANY, MANY, 3, 3);
        float[] expected = convolved(x, weight.copy(), stride, 1).toFloatArray();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                results.add(threads.submit(() -> convolved(x, weight, stride, 1).toFloatArray()));
            }
            for (Future<float[]> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }
}
