package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.AddedLayerNorm;
import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.Kernel;
import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.Norms;
import dev.arclight.op.Add;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The layer norm of a sum of floats: some rows of the sum, and their normal form while they are in the first cache. */
final class AddedLayerNormKernel {
    /** Sums that are made before they are normalised: 16 KiB, half of the first cache. */
    private static final int SUMS = 1 << 12;

    private AddedLayerNormKernel() {}

    /** @param kernels for terms whose rows do not lie as the sum's do */
    static BoundCall bound(AddedLayerNorm op, Tensor[] inputs, Tensor[] outputs, Function<Op, Kernel> kernels) {
        LayerNorm norm = op.norm();
        Tensor[] terms = {inputs[0], inputs[1]};
        // A sum that nothing else reads is made where its normal form will lie.
        Tensor[] sum = {outputs[0]};
        Tensor[] added = {outputs[0], inputs[2], inputs[3]};
        Tensor[] normal = op.keepsSum() ? Arrays.copyOfRange(outputs, 1, outputs.length) : outputs;
        BoundCall rows = rows(norm, terms, added, normal);
        if (rows != null) {
            return rows;
        }
        Kernel first = kernels.apply(Add.OP);
        Kernel second = kernels.apply(norm);
        return () -> {
            first.run(Add.OP, terms, sum);
            second.run(norm, added, normal);
        };
    }

    private static @Nullable BoundCall rows(LayerNorm norm, Tensor[] terms, Tensor[] added, Tensor[] normal) {
        Tensor sum = added[0];
        int n = (int) norm.normalizedShape().size();
        Spans spans = Spans.of(sum.shape(), sum, terms[0], terms[1]);
        int[] places = spans.places(BoundKernels.MOST_SPANS);
        int length = spans.length();
        boolean wholeRows = length > 0 && length % n == 0 && spans.step(1) == 1 && spans.step(2) == 1;
        if (!wholeRows || places == null || !added[1].isContiguous() || !added[2].isContiguous()) {
            return null;
        }
        float[] a = terms[0].storage().floats();
        float[] b = terms[1].storage().floats();
        float[] sums = sum.storage().floats();
        int most = Math.max(1, SUMS / n) * n;
        return () -> {
            for (int i = 0; i < places.length; i += 3) {
                for (int at = 0; at < length; at += most) {
                    int to = places[i] + at;
                    int count = Math.min(most, length - at);
                    Loops.apply(
                            FloatBinaryFunction.ADD,
                            a,
                            places[i + 1] + at,
                            1,
                            b,
                            places[i + 2] + at,
                            1,
                            sums,
                            to,
                            count);
                    int row = (to - sum.offset()) / n;
                    NormKernels.rows(
                            Norms.FLOATS,
                            n,
                            1,
                            true,
                            norm.eps(),
                            added,
                            normal,
                            normal[1],
                            normal[2],
                            row,
                            row + count / n);
                }
            }
        };
    }
}
