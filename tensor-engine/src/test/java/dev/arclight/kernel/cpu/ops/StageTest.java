package dev.arclight.kernel.cpu.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Folds of views too large to be copied for nothing. */
class StageTest {
    private static final List<UnaryOperator<Tensor>> FOLDS = List.of(
            Tensor::sum,
            x -> x.sum(0),
            x -> x.sum(1),
            x -> x.sum(2),
            x -> x.sum(0, 1),
            x -> x.sum(0, 2),
            x -> x.sum(1, 2),
            x -> x.mean(0, 2),
            Tensor::prod,
            x -> x.amax(0, 1),
            Tensor::amin,
            x -> x.var(),
            Tensor::norm,
            x -> x.logsumexp(0, 1, 2));

    @Test
    void largeViewsFoldToWhatTheirCopiesFoldTo() {
        Tensor memory = Tensor.rand(Generator.seeded(1), 20, 24, 28).mul(0.001).add(1.0);
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT16)) {
            Tensor x = memory.to(dtype);
            List<Tensor> views = List.of(
                    x,
                    x.permute(2, 1, 0),
                    x.permute(1, 0, 2),
                    x.permute(2, 0, 1),
                    x.slice(2, 0, 28, 2),
                    x.slice(2, 1, 28, 3),
                    x.slice(1, 0, 24, 2),
                    x.slice(2, 1, 2, 1).expand(20, 24, 28),
                    x.permute(2, 1, 0).slice(0, 0, 28, 2));
            for (Tensor view : views) {
                for (UnaryOperator<Tensor> fold : FOLDS) {
                    Tensor expected = fold.apply(view.copy());
                    Tensor actual = fold.apply(view);
                    assertThat(actual.shape()).isEqualTo(expected.shape());
                    double tolerance = dtype == DType.FLOAT64 ? 1e-12 : dtype == DType.FLOAT32 ? 1e-5 : 2e-3;
                    double[] e = expected.toDoubleArray();
                    double[] a = actual.toDoubleArray();
                    for (int i = 0; i < e.length; i++) {
                        assertThat(a[i]).isCloseTo(e[i], within(tolerance * Math.abs(e[i])));
                    }
                }
            }
        }
    }

    @Test
    void theSumOfEverySecondElementHasTheBitsOfItsCopys() {
        Tensor x = Tensor.randn(Generator.seeded(2), 7, 3001);
        for (int step = 2; step <= 4; step++) {
            Tensor view = x.slice(1, 1, 3001, step);
            assertThat(view.sum(1).toFloatArray())
                    .containsExactly(view.copy().sum(1).toFloatArray());
        }
    }

    @Test
    void aTransposedWholeIsSummedInTheSameWayEachTime() {
        Tensor x = Tensor.randn(Generator.seeded(3), 70, 90);
        assertThat(x.t().sum().item()).isEqualTo(x.sum().item());
        assertThat(x.t().sum().item()).isEqualTo(x.t().sum().item());
    }
}
