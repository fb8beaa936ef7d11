package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Dispatch;
import dev.arclight.op.HostOp;
import dev.arclight.op.Op;
import dev.arclight.op.Sample;
import dev.arclight.op.Saved;
import dev.arclight.op.Saves;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Ops that only this file knows, one of each kind of the guide, hold everything that the engine's own ops hold. */
class AddedOpsTest {
    /** {@code x / (1 + x²)}: an elementwise op is its definition and its gradient. */
    record Witch() implements UnaryOp.Floating {
        @Override
        public float apply(float x) {
            // The square of a large float would overflow.
            return (float) apply((double) x);
        }

        @Override
        public double apply(double x) {
            return x / (1 + x * x);
        }

        @Override
        public Saves saves() {
            return Saves.inputs(0);
        }

        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            Tensor square = saved.input(0).mul(saved.input(0));
            Tensor below = square.add(1);
            return Op.grads(grad.mul(square.neg().add(1)).div(below.mul(below)));
        }
    }

    /** The sum of squares over the last dimension: a reduction brings its loop along. */
    record SumOfSquares() implements HostOp {
        @Override
        public TensorType[] infer(TensorType[] inputs) {
            if (!inputs[0].dtype().isFloating()) {
                throw new DTypeException("sumOfSquares: not defined for " + inputs[0].dtype());
            }
            return Op.one(inputs[0].dtype(), inputs[0].shape().without(-1));
        }

        @Override
        public void compute(Tensor[] inputs, Tensor[] outputs) {
            double[] x = inputs[0].toDoubleArray();
            double[] sums = new double[outputs[0].numel()];
            int n = inputs[0].size(-1);
            for (int i = 0; i < sums.length * n; i++) {
                sums[i / n] += x[i] * x[i];
            }
            outputs[0].copy_(Tensor.of(sums, outputs[0].shape().toArray()));
        }

        @Override
        public Saves saves() {
            return Saves.inputs(0);
        }

        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            return Op.grads(saved.input(0).mul(grad.unsqueeze(-1)).mul(2));
        }
    }

    /** Every {@code step}-th element of the first dimension: an indexing op with an attribute. */
    record Every(int step) implements HostOp {
        @Override
        public TensorType[] infer(TensorType[] inputs) {
            Shape shape = inputs[0].shape();
            return Op.one(inputs[0].dtype(), shape.with(0, (shape.dim(0) + step - 1) / step));
        }

        @Override
        public void compute(Tensor[] inputs, Tensor[] outputs) {
            for (int i = 0; i < outputs[0].size(0); i++) {
                outputs[0].narrow(0, i, 1).copy_(inputs[0].narrow(0, i * step, 1));
            }
        }

        @Override
        public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
            Shape shape = saved.inputType(0).shape();
            int count = grad.size(0);
            long[] places = new long[count];
            for (int i = 0; i < count; i++) {
                places[i] = (long) i * step;
            }
            Tensor zeros = Tensor.zeros(grad.dtype(), shape.toArray());
            return Op.grads(zeros.indexAdd(0, Tensor.of(places, count), grad));
        }
    }

    private static Stream<Sample> samples() {
        return Stream.of(
                Sample.of(new Witch(), Sample.real(37)),
                Sample.of(new Witch(), Sample.real(2, 3)),
                Sample.of(new SumOfSquares(), Sample.real(4, 5)),
                Sample.of(new SumOfSquares(), Sample.real(2, 3, 4)),
                Sample.of(new Every(2), Sample.real(5, 3)),
                Sample.of(new Every(3), Sample.real(7)));
    }

    @TestFactory
    Stream<DynamicTest> anAddedOpPassesEveryCheckOfTheCatalog() {
        return OpCheck.all().stream()
                .flatMap(check -> samples()
                        .filter(check::applies)
                        .map(sample -> DynamicTest.dynamicTest(
                                sample.op() + " " + check.sentence() + " on " + sample.inputs(),
                                () -> check.run(sample))));
    }

    @Test
    void anAddedOpComputesWhatItSays() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertThat(Dispatch.run(new SumOfSquares(), x).toFloatArray()).containsExactly(5, 25, 61);
        assertThat(Dispatch.run(new Every(2), x).toFloatArray()).containsExactly(1, 2, 5, 6);
        assertThat(Dispatch.run(new Witch(), Tensor.of(new float[] {2}, 1)).item())
                .isEqualTo(0.4f);
        assertThat(List.of(new Every(2))).containsExactly(new Every(2));
    }
}
