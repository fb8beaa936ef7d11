package dev.arclight.testkit;

import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.BinaryOp;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Linear;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Matmul;
import dev.arclight.op.Op;
import dev.arclight.op.ReduceOp;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.op.Softmax;
import dev.arclight.op.TernaryOp;
import dev.arclight.op.TestOp;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Every number of elements around the width of vector registers gives what elements computed one by one give: the same
 * bits for elementwise ops, the float64 result to 1e-5 for those that fold or multiply.
 */
final class SizesCheck implements OpCheck {
    private static final int[] LENGTHS = {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 127, 130};
    private static final int[] EXTENTS = {0, 1, 2, 3, 7, 16, 17, 33, 50};

    @Override
    public String sentence() {
        return "is right for every size around the width of vector registers";
    }

    @Override
    public boolean applies(Sample sample) {
        return first(sample)
                && OpCheck.takesFloating(sample)
                && !variants(sample).isEmpty();
    }

    /** The sizes do not depend on a sample's shapes, so the first of an op's samples stands for all. */
    private static boolean first(Sample sample) {
        return dev.arclight.op.Ops.all().stream()
                .filter(entry -> entry.type().equals(sample.op().getClass()))
                .anyMatch(entry -> entry.samples().get().get(0).equals(sample));
    }

    @Override
    public void run(Sample sample) {
        for (Sample variant : variants(sample)) {
            Tensor[] narrow = SampleInputs.of(variant, DType.FLOAT32, 9);
            Tensor[] wide = OpCheck.converted(variant, narrow, DType.FLOAT64);
            String what = variant.inputs().toString();
            Tensor actual = Dispatch.run(variant.op(), narrow);
            Tensor reference = Dispatch.run(variant.op(), wide);
            Expect.close(what, actual, reference, 1e-5);
            if (elementwise(variant.op())) {
                oneByOne(what, variant.op(), narrow, actual);
                oneByOne(what + " float64", variant.op(), wide, reference);
            }
        }
    }

    private static void oneByOne(String what, Op op, Tensor[] inputs, Tensor actual) {
        for (int i = 0; i < actual.numel(); i++) {
            Tensor[] single = new Tensor[inputs.length];
            for (int k = 0; k < inputs.length; k++) {
                single[k] = inputs[k].narrow(0, i, 1);
            }
            Expect.sameBits(what + " element " + i, actual.narrow(0, i, 1), Dispatch.run(op, single));
        }
    }

    private static boolean elementwise(Op op) {
        return op instanceof UnaryOp
                || op instanceof BinaryOp
                || op instanceof TernaryOp
                || op instanceof CompareOp
                || op instanceof TestOp;
    }

    private static List<Sample> variants(Sample sample) {
        Op op = sample.op();
        List<Sample> variants = new ArrayList<>();
        boolean folds = op instanceof ReduceOp || op instanceof Softmax || op instanceof LogSoftmax;
        boolean finds = op instanceof Argmax || op instanceof Argmin;
        if (elementwise(op) || folds || finds) {
            for (int length : LENGTHS) {
                List<Sample.Input> inputs = new ArrayList<>();
                for (Sample.Input input : sample.inputs()) {
                    inputs.add(new Sample.Input(Shape.of(length), input.domain()));
                }
                Sample.Domain domain = sample.inputs().get(0).domain();
                if (elementwise(op)
                        || length > 0 && sample.inputs().get(0).shape().rank() == 1) {
                    variants.add(new Sample(op, inputs));
                }
                if (length > 0
                        && (folds || finds)
                        && sample.inputs().get(0).shape().rank() == 1) {
                    // Folded along columns, with rows of odd length beside.
                    variants.add(Sample.of(op, new Sample.Input(Shape.of(length, 3), domain)));
                    variants.add(Sample.of(op, new Sample.Input(Shape.of(3, length), domain)));
                }
            }
        }
        if (op instanceof Matmul || op instanceof Linear) {
            for (int m : EXTENTS) {
                for (int n : EXTENTS) {
                    for (int k : EXTENTS) {
                        variants.add(
                                op instanceof Matmul
                                        ? Sample.of(op, Sample.real(m, k), Sample.real(k, n))
                                        : Sample.of(op, Sample.real(m, k), Sample.real(n, k), Sample.real(n)));
                    }
                }
            }
        }
        return variants;
    }
}
