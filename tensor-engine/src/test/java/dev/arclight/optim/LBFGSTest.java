package dev.arclight.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class LBFGSTest {
    private static Tensor start() {
        return Tensor.of(new double[] {-1.5, 2}, 2).requiresGrad(true);
    }

    /** Rosenbrock's valley, whose lowest point is (1, 1). */
    private static Supplier<Tensor> valley(Optimizer optimizer, Tensor p) {
        return () -> {
            optimizer.zeroGrad();
            Tensor x = p.select(0, 0);
            Tensor y = p.select(0, 1);
            Tensor loss = x.mul(x).sub(y).pow(2).mul(100).add(x.neg().add(1).pow(2));
            loss.backward();
            return loss;
        };
    }

    @Test
    void aLineSearchFindsTheLowestPointOfACurvedValley() {
        Tensor p = start();
        LBFGS optimizer =
                new LBFGS(List.of(p)).lineSearchFn("strong_wolfe").maxIter(100).toleranceChange(1e-15);
        Tensor loss = optimizer.step(valley(optimizer, p));
        assertThat(loss.item()).isGreaterThan(1);
        assertThat(p.toDoubleArray())
                .satisfies(values ->
                        assertThat(Math.hypot(values[0] - 1, values[1] - 1)).isLessThan(1e-6));
    }

    @Test
    void aStateDictTakenInTheMiddleContinuesBitForBitAlsoFromAnArena() {
        for (String search : new String[] {"strong_wolfe", null}) {
            Tensor p = start();
            LBFGS optimizer = new LBFGS(List.of(p), search == null ? 1e-3 : 1)
                    .lineSearchFn(search)
                    .maxIter(3)
                    .historySize(2);
            Arena arena = new Arena();
            for (int i = 0; i < 3; i++) {
                try (Arena.Scope scope = arena.open()) {
                    Tensor unused = optimizer.step(valley(optimizer, p));
                    p.setGrad(null);
                }
            }
            Tensor copy = p.detach().clone().requiresGrad(true);
            LBFGS another = new LBFGS(List.of(copy));
            another.loadStateDict(optimizer.stateDict());
            for (int i = 0; i < 3; i++) {
                optimizer.step(valley(optimizer, p));
                another.step(valley(another, copy));
            }
            assertThat(copy.toDoubleArray()).isEqualTo(p.toDoubleArray());
            assertThat(another.steps()).isEqualTo(optimizer.steps());
        }
    }

    @Test
    void itWantsAClosureAndOneGroupOfOneDtype() {
        Tensor p = start();
        assertThatThrownBy(() -> new LBFGS(List.of(p)).step())
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("needs a closure");
        assertThatThrownBy(() -> new LBFGS(List.of(new ParamGroup(p), new ParamGroup(start()))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("doesn't support per-parameter options");
        assertThatThrownBy(() -> new LBFGS(List.of(p)).addParamGroup(new ParamGroup(start())))
                .isInstanceOf(ArclightException.class);
        assertThatThrownBy(
                        () -> new LBFGS(List.of(Tensor.zeros(DType.FLOAT16, 2).requiresGrad(true))))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("float16");
    }
}
