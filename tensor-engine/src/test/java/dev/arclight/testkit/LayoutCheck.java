package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strided, offset and expanded inputs give the bits that contiguous copies of them give, gradients included. */
final class LayoutCheck implements OpCheck {
    @Override
    public String sentence() {
        return "gives the same bits for views as for contiguous copies";
    }

    @Override
    public void run(Sample sample) {
        for (DType dtype : DType.values()) {
            Tensor[] plain = SampleInputs.of(sample, dtype, 5);
            if (!OpCheck.takes(sample.op(), plain)) {
                continue;
            }
            for (Layouts layout : Layouts.values()) {
                for (int i = 0; i < plain.length; i++) {
                    Tensor[] inputs = plain.clone();
                    inputs[i] = layout.lay(plain[i]);
                    compare(dtype + ", input " + i + " " + layout, sample, inputs);
                }
                compare(dtype + ", all inputs " + layout, sample, laid(layout, plain));
            }
            for (int i = 0; i < plain.length; i++) {
                for (int dim = 0; dim < plain[i].rank(); dim++) {
                    Tensor[] inputs = plain.clone();
                    inputs[i] = Layouts.expanded(plain[i], dim);
                    compare(dtype + ", input " + i + " expanded in dimension " + dim, sample, inputs);
                }
            }
        }
    }

    private static Tensor[] laid(Layouts layout, Tensor[] plain) {
        return Arrays.stream(plain).map(layout::lay).toArray(Tensor[]::new);
    }

    private static void compare(String what, Sample sample, Tensor[] inputs) {
        if (sample.op() instanceof ViewOp view && !view.fits(inputs[0])) {
            return;
        }
        Tensor[] copies = Arrays.stream(inputs).map(Tensor::copy).toArray(Tensor[]::new);
        Tensor[] actual = Dispatch.runAll(sample.op(), inputs);
        Tensor[] expected = Dispatch.runAll(sample.op(), copies);
        for (int i = 0; i < actual.length; i++) {
            Expect.sameBits(what + ", output " + i, actual[i], expected[i]);
        }
        if (sample.op().differentiable() && expected[0].dtype().isFloating()) {
            @Nullable Tensor[] actualGrads = grads(sample, inputs);
            @Nullable Tensor[] expectedGrads = grads(sample, copies);
            for (int i = 0; i < actualGrads.length; i++) {
                Tensor grad = actualGrads[i];
                Tensor reference = expectedGrads[i];
                assertThat(grad == null).as("%s, gradient %s is there", what, i).isEqualTo(reference == null);
                if (grad != null && reference != null) {
                    Expect.sameBits(what + ", gradient " + i, grad, reference);
                }
            }
        }
    }

    private static @Nullable Tensor[] grads(Sample sample, Tensor[] inputs) {
        Tensor[] leaves = Arrays.stream(inputs)
                .map(in -> in.dtype().isFloating() ? leaf(in) : in)
                .toArray(Tensor[]::new);
        Tensor result = Dispatch.run(sample.op(), leaves);
        Tensor[] wanted = Arrays.stream(leaves).filter(Tensor::requiresGrad).toArray(Tensor[]::new);
        if (wanted.length == 0) {
            return new @Nullable Tensor[0];
        }
        // A gradient that lies as an expanded sum's does: one element for all.
        Tensor seed = Tensor.of(new double[] {0.75})
                .to(result.dtype())
                .expand(result.shape().toArray());
        return Autograd.grad(result, wanted, seed, false, false);
    }

    private static Tensor leaf(Tensor view) {
        return Tensor.alias(view, view.shape(), view.strides(), view.offset()).requiresGrad(true);
    }
}
