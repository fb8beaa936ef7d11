package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Sample;
import dev.arclight.op.SampleInputs;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Where the elements of elementwise results lie, for inputs in any layout, against libtorch. */
@SuppressWarnings("try") // Scopes are there to be closed.
class MemoryOrderTest {
    private static final int LAYOUTS = 200;

    /** Whose operands libtorch has in another order, or which TorchOps composes: compared where all operands lie alike. */
    private static final Set<String> LIE_ALIKE = Set.of(
            "binaryCrossEntropy",
            "clamp",
            "geluBackward",
            "leakyReluBackward",
            "logitBackward",
            "mishBackward",
            "pairLossBackward",
            "prelu",
            "reluBackward",
            "siluBackward",
            "thresholdBackward");

    /** A tensor as it lies in memory. */
    private record Layout(int[] extents, int[] strides, int offset, int length) {
        Tensor of(DType dtype) {
            return Tensor.alias(Tensor.ones(dtype, length), Shape.of(extents), strides, offset);
        }

        org.bytedeco.pytorch.Tensor of(Tensor ours) {
            return Torch.of(Tensor.ones(ours.dtype(), length))
                    .as_strided(
                            Torch.list(extents), Torch.list(strides), new org.bytedeco.pytorch.LongOptional(offset));
        }
    }

    @TestFactory
    Stream<DynamicTest> resultsOfElementwiseOpsLieAsInLibtorch() {
        return Ops.all().stream()
                .map(entry -> entry.samples().get().get(0))
                .filter(sample -> sample.op().keepsMemoryOrder())
                .map(sample -> DynamicTest.dynamicTest(sample.op().name(), () -> compare(sample)));
    }

    private static void compare(Sample sample) {
        Random random = new Random(5);
        DType[] dtypes = dtypes(sample);
        for (int i = 0; i < LAYOUTS; i++) {
            try (PointerScope scope = new PointerScope()) {
                int[] whole = random.ints(random.nextInt(5), 1, 5).toArray();
                List<Layout> layouts = new ArrayList<>();
                for (int k = 0; k < dtypes.length; k++) {
                    boolean alike = k > 0 && (LIE_ALIKE.contains(sample.op().name()) || random.nextInt(3) == 0);
                    layouts.add(alike ? layouts.get(k - 1) : layout(whole, k == 0, random));
                }
                Tensor[] ours = new Tensor[dtypes.length];
                Arrays.setAll(ours, k -> layouts.get(k).of(dtypes[k]));
                org.bytedeco.pytorch.Tensor[] theirs = new org.bytedeco.pytorch.Tensor[dtypes.length];
                Arrays.setAll(theirs, k -> layouts.get(k).of(ours[k]));
                Tensor actual = Dispatch.run(sample.op(), ours);
                org.bytedeco.pytorch.Tensor expected = TorchOps.run(sample.op(), theirs)[0];
                String what = "inputs " + Arrays.toString(strides(ours)) + " of "
                        + Arrays.toString(Arrays.stream(ours).map(Tensor::shape).toArray());
                Agree.sameType(what, actual, expected);
                for (int d = 0; d < actual.rank(); d++) {
                    if (actual.size(d) > 1) {
                        assertThat(actual.stride(d))
                                .as("%s: stride of dimension %d of %s", what, d, actual.shape())
                                .isEqualTo(Math.toIntExact(expected.stride(d)));
                    }
                }
            }
        }
    }

    private static Object[] strides(Tensor[] tensors) {
        return Arrays.stream(tensors)
                .map(tensor -> Arrays.toString(tensor.strides()))
                .toArray();
    }

    /** What the op takes, floats where it takes them. */
    private static DType[] dtypes(Sample sample) {
        Tensor[] inputs = SampleInputs.of(sample, DType.FLOAT32, 1);
        if (!takes(sample.op(), inputs)) {
            inputs = SampleInputs.of(sample, DType.INT64, 1);
        }
        return Arrays.stream(inputs).map(Tensor::dtype).toArray(DType[]::new);
    }

    private static boolean takes(Op op, Tensor[] inputs) {
        try {
            op.infer(Arrays.stream(inputs).map(Tensor::type).toArray(TensorType[]::new));
            return true;
        } catch (DTypeException refused) {
            return false;
        }
    }

    /** Of extents that broadcast to {@code whole}: dimensions in any order, with gaps, repeated or missing. */
    private static Layout layout(int[] whole, boolean full, Random random) {
        int missing = full ? 0 : Math.min(whole.length, Math.max(0, random.nextInt(6) - 3));
        int[] extents = Arrays.copyOfRange(whole, missing, whole.length);
        List<Integer> order = new ArrayList<>();
        for (int d = 0; d < extents.length; d++) {
            if (!full && random.nextInt(5) == 0) {
                extents[d] = 1;
            }
            order.add(d);
        }
        if (random.nextInt(4) != 0) {
            Collections.shuffle(order, random);
        }
        int[] strides = new int[extents.length];
        int step = 1;
        for (int i = order.size() - 1; i >= 0; i--) {
            int d = order.get(i);
            boolean repeated = random.nextInt(8) == 0;
            strides[d] = repeated ? 0 : step;
            step *= repeated ? 1 : extents[d] + (random.nextInt(8) == 0 ? 1 : 0);
        }
        int offset = random.nextInt(3);
        return new Layout(extents, strides, offset, offset + step);
    }
}
