package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.BinaryLoop;
import dev.arclight.kernel.cpu.FloatLoops;
import dev.arclight.kernel.cpu.Loops;
import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.op.Op;
import dev.arclight.op.PairLoss;
import dev.arclight.op.PairLossTotal;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Sums of elementwise losses, over blocks whose losses stay in the first cache. */
final class LossKernels {
    /** Elements of a block: with those of both operands, 24 KiB of floats. */
    private static final int BLOCK = 2048;

    private LossKernels() {}

    static void total(Op op, Tensor[] inputs, Tensor[] outputs) {
        PairLossTotal total = (PairLossTotal) op;
        Tensor a = Copies.contiguous(inputs[0]);
        Tensor b = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        int n = a.numel();
        if (a.dtype() == DType.FLOAT32) {
            double sum = sum(
                    total.loss(), a.storage().floats(), a.offset(), b.storage().floats(), b.offset(), n);
            out.storage().floats()[out.offset()] = (float) (total.mean() ? sum / n : sum);
        } else {
            double sum = sum(
                    total.loss(), a.storage().doubles(), a.offset(), b.storage().doubles(), b.offset(), n);
            out.storage().doubles()[out.offset()] = total.mean() ? sum / n : sum;
        }
    }

    private static double sum(PairLoss loss, float[] a, int aOffset, float[] b, int bOffset, int n) {
        FloatLoops.@Nullable Formula formula = FormulaKernels.loops(loss);
        float[] parameters = FormulaKernels.parameters(loss);
        BinaryLoop loop = Loops.binary(loss);
        float[][] operands = {a, b};
        int[] at = {0, aOffset, bOffset};
        float[] losses = new float[Math.min(n, BLOCK)];
        double sum = 0;
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            if (formula != null) {
                formula.run(losses, operands, at, 0, parameters, m);
            } else {
                loop.run(a, at[1], 1, b, at[2], 1, losses, 0, m);
            }
            sum += Reduce.sum(losses, 0, m);
            at[1] += m;
            at[2] += m;
        }
        return sum;
    }

    private static double sum(PairLoss loss, double[] a, int aOffset, double[] b, int bOffset, int n) {
        BinaryLoop loop = Loops.binary(loss);
        double[] losses = new double[Math.min(n, BLOCK)];
        double sum = 0;
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            loop.run(a, aOffset + i, 1, b, bOffset + i, 1, losses, 0, m);
            sum += Reduce.sum(losses, 0, m);
        }
        return sum;
    }
}
