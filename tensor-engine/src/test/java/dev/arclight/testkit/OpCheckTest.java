package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.autograd.GradcheckException;
import dev.arclight.op.Op;
import dev.arclight.op.Sample;
import dev.arclight.op.Saved;
import dev.arclight.op.Saves;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each generic check catches an op that is wrong in its way. */
class OpCheckTest {
    /** Doubles; broken ops override one part. */
    private interface Twice extends UnaryOp {
        @Override
        default float apply(float x) {
            return 2 * x;
        }

        @Override
        default double apply(double x) {
            return 2 * x;
        }

        @Override
        default long apply(long x) {
            return 2 * x;
        }

        @Override
        default @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            return Op.grads(grad.mul(2.0));
        }
    }

    private record Right() implements Twice {}

    private record WrongGradient() implements Twice {
        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            return Op.grads(grad.mul(3.0));
        }
    }

    /** The cube, whose gradient forgets that it depends on the input. */
    private record WrongSecondGradient() implements Twice {
        @Override
        public double apply(double x) {
            return x * x * x;
        }

        @Override
        public Saves saves() {
            return Saves.inputs(0);
        }

        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            Tensor x = saved.input(0).detach();
            return Op.grads(grad.mul(x.mul(x).mul(3.0)));
        }
    }

    /** What is below 0 is cut off, with a gradient that is multiplied by 0 there. */
    private record MasksByAFactor() implements Twice {
        @Override
        public double apply(double x) {
            return Math.max(x, 0);
        }

        @Override
        public Saves saves() {
            return Saves.inputs(0);
        }

        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            return Op.grads(grad.mul(saved.input(0).gt(0.0)));
        }
    }

    private record SloppyFloat() implements Twice {
        @Override
        public float apply(float x) {
            return 2.0001f * x;
        }
    }

    private record LosesNan() implements Twice {
        @Override
        public float apply(float x) {
            return x > 0 ? 2 * x : x <= 0 ? 2 * x : 0;
        }
    }

    private record WrongInteger() implements Twice {
        @Override
        public long apply(long x) {
            return x == 5 ? 11 : 2 * x;
        }
    }

    private record ForgetsItsDtype() implements Twice {
        @Override
        public TensorType[] infer(TensorType[] inputs) {
            return Op.one(inputs[0].dtype().isHalf() ? DType.FLOAT32 : inputs[0].dtype(), inputs[0].shape());
        }
    }

    private record Forgetful() implements Twice {
        private static int calls;

        @Override
        public float apply(float x) {
            return 2 * x + 1e-7f * calls++;
        }
    }

    @Test
    void aRightOpPassesEveryCheck() {
        for (OpCheck check : OpCheck.all()) {
            for (Sample sample : samples(new Right())) {
                if (check.applies(sample)) {
                    check.run(sample);
                }
            }
        }
    }

    @Test
    void aWrongGradientIsCaught() {
        assertThatThrownBy(() -> new GradientCheck(1).run(sample(new WrongGradient())))
                .isInstanceOf(GradcheckException.class)
                .hasMessageContaining("is 3.0");
    }

    @Test
    void aGradientThatForgetsItsInputIsCaughtInTheSecondOrder() {
        new GradientCheck(1).run(sample(new WrongSecondGradient()));
        assertThatThrownBy(() -> new GradientCheck(2).run(sample(new WrongSecondGradient())))
                .isInstanceOf(GradcheckException.class);
    }

    @Test
    void aGradientThatIsMaskedByAFactorIsCaught() {
        new GradientCheck(2).run(sample(new MasksByAFactor()));
        assertThatThrownBy(() -> new InfiniteGradientCheck().run(sample(new MasksByAFactor())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the gradient Infinity became NaN, expected 0.0");
    }

    @Test
    void aSloppyFloatIsCaught() {
        assertThatThrownBy(() -> new ReferenceCheck().run(sample(new SloppyFloat())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("output 0");
    }

    @Test
    void aLostNanIsCaught() {
        assertThatThrownBy(() -> new SpecialsCheck().run(sample(new LosesNan())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of (NaN) is 0.0");
    }

    @Test
    void aWrongIntegerIsCaught() {
        assertThatThrownBy(() -> new IntegerCheck().run(sample(new WrongInteger())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("11");
    }

    @Test
    void aResultOf16BitsThatIsLeftInFloat32IsCaught() {
        assertThatThrownBy(() -> new HalfCheck().run(sample(new ForgetsItsDtype())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dtype");
    }

    @Test
    void aResultThatChangesFromCallToCallIsCaught() {
        assertThatThrownBy(() -> new RepeatCheck().run(sample(new Forgetful())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(DType.FLOAT32 + ", again");
    }

    private static Sample sample(Op op) {
        return Sample.of(op, Sample.nonzero(37));
    }

    private static List<Sample> samples(Op op) {
        return List.of(sample(op), Sample.of(op, Sample.nonzero()), Sample.of(op, Sample.nonzero(0, 3)));
    }
}
