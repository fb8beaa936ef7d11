package dev.arclight.it.oracle;

import dev.arclight.nn.Functional;
import dev.arclight.op.Conv2d;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Sample;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of whole numbers of any size: sums past a width wrap around as libtorch's do. */
@SuppressWarnings("try") // Scopes are there to be closed.
class WholeProductsAgreementTest {
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT8", "INT8", "INT16", "INT32", "INT64"})
    void productsWrapAround(DType dtype) {
        int[][] sizes = {{1, 1, 1}, {3, 5, 7}, {2, 300, 9}, {5, 3, 131}, {7, 257, 260}, {0, 3, 2}, {3, 2, 0}};
        for (int[] s : sizes) {
            Tensor a = whole(dtype, 1, s[0], s[2]);
            Tensor b = whole(dtype, 2, s[2], s[1]);
            Tensor batch = whole(dtype, 3, 2, s[2], s[0]);
            try (PointerScope scope = new PointerScope()) {
                String what = dtype + " " + s[0] + "×" + s[1] + "×" + s[2];
                Agree.exact(what, a.matmul(b), torch.matmul(Torch.of(a), Torch.of(b)));
                Agree.exact(
                        what + " transposed",
                        b.t().matmul(a.t()),
                        torch.matmul(Torch.of(b).t(), Torch.of(a).t()));
                Agree.exact(
                        what + " batched",
                        batch.transpose(1, 2).matmul(b),
                        torch.matmul(Torch.of(batch).transpose(1, 2), Torch.of(b)));
                Agree.exact(
                        what + " linear",
                        Functional.linear(a, b.t(), whole(dtype, 4, s[1])),
                        torch.linear(
                                Torch.of(a),
                                Torch.of(b).t(),
                                new org.bytedeco.pytorch.TensorOptional(Torch.of(whole(dtype, 4, s[1])))));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT8", "INT8", "INT16", "INT32", "INT64"})
    void convolutionsWrapAround(DType dtype) {
        for (Sample sample : Conv2d.samples()) {
            Conv2dGeometry geometry = ((Conv2d) sample.op()).geometry();
            if (dtype != DType.INT64 && geometry.dilationH() + geometry.dilationW() > 2) {
                // Libtorch has no dilated convolution of narrower integers.
                continue;
            }
            Tensor[] inputs = new Tensor[sample.inputs().size()];
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = whole(dtype, i, sample.inputs().get(i).shape().toArray());
            }
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor[] theirs =
                        Arrays.stream(inputs).map(Torch::of).toArray(org.bytedeco.pytorch.Tensor[]::new);
                Agree.exact(
                        sample.op() + " of " + dtype,
                        Dispatch.run(sample.op(), inputs),
                        TorchOps.run(sample.op(), theirs)[0]);
            }
        }
    }

    private static Tensor whole(DType dtype, long seed, int... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        long n = 1;
        for (int extent : shape) {
            n *= extent;
        }
        return Tensor.of(random.longs(n).toArray(), shape).to(dtype);
    }
}
