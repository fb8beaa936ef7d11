package dev.arclight.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LstmTest {
    private static final Dims WHOLE = Dims.of();

    @Test
    @SuppressWarnings("try") // The scope is there to be closed.
    void gatesAreKeptOnlyWhereAGradientReadsThem() {
        Tensor[] inputs = inputs(3);
        assertThat(Lstm.of(WHOLE, false, inputs).keepsGates()).isFalse();
        inputs[4].requiresGrad(true);
        assertThat(Lstm.of(WHOLE, false, inputs).keepsGates()).isTrue();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            assertThat(Lstm.of(WHOLE, false, inputs).keepsGates()).isFalse();
        }
        inputs[0] = inputs[0].to(DType.BFLOAT16);
        assertThat(Lstm.of(WHOLE, false, inputs).keepsGates()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16, 21})
    void bitsOfStatesDoNotDependOnWhetherGatesAreKept(int batch) {
        Tensor[] inputs = inputs(batch);
        Tensor[] kept = Dispatch.runAll(new Lstm(WHOLE, false, true), inputs);
        Tensor[] plain = Dispatch.runAll(new Lstm(WHOLE, false, false), inputs);
        assertThat(plain).hasSize(3);
        for (int i = 0; i < plain.length; i++) {
            assertThat(plain[i].toFloatArray()).isEqualTo(kept[i].toFloatArray());
        }
    }

    @Test
    void bitsOfARowDoNotDependOnTheBatchItCameIn() {
        Tensor[] many = inputs(21);
        Tensor[] few = many.clone();
        few[0] = many[0].narrow(1, 5, 3);
        few[1] = many[1].narrow(0, 5, 3);
        few[2] = many[2].narrow(0, 5, 3);
        Tensor ofMany = Dispatch.run(new Lstm(WHOLE, false, false), many);
        Tensor ofFew = Dispatch.run(new Lstm(WHOLE, false, false), few);
        assertThat(ofFew.toFloatArray())
                .isEqualTo(ofMany.narrow(1, 5, 3).contiguous().toFloatArray());
    }

    @Test
    void gradientsThatFindNoGatesAreTheSame() {
        Tensor[] inputs = inputs(17);
        for (Tensor input : inputs) {
            input.requiresGrad(true);
        }
        Tensor grad = Tensor.randn(Generator.seeded(3), 4, 17, 6);
        Tensor[] kept = Autograd.grad(Dispatch.run(new Lstm(WHOLE, false, true), inputs), inputs, grad, false, false);
        Tensor[] again = Autograd.grad(Dispatch.run(new Lstm(WHOLE, false, false), inputs), inputs, grad, false, false);
        for (int i = 0; i < kept.length; i++) {
            assertThat(again[i].toFloatArray()).isEqualTo(kept[i].toFloatArray());
        }
    }

    /** Four steps of 5 features, 6 hidden units. */
    private static Tensor[] inputs(int batch) {
        Generator generator = Generator.seeded(7);
        return new Tensor[] {
            Tensor.randn(generator, 4, batch, 5),
            Tensor.randn(generator, batch, 6),
            Tensor.randn(generator, batch, 6),
            Tensor.randn(generator, 24, 5),
            Tensor.randn(generator, 24, 6),
            Tensor.randn(generator, 24)
        };
    }
}
