package dev.arclight.testkit;

import dev.arclight.op.BinaryOp;
import dev.arclight.op.BinaryTest;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Pow;
import dev.arclight.op.Sample;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.stream.LongStream;

/** At the ends of their range, integers give the scalar definition's result wrapped around to their width. */
final class ExtremesCheck implements OpCheck {
    @Override
    public String sentence() {
        return "wraps integers around at the ends of their range";
    }

    @Override
    public boolean applies(Sample sample) {
        return (sample.op() instanceof UnaryOp && !(sample.op() instanceof UnaryOp.Floating)
                        || sample.op() instanceof BinaryOp
                        || sample.op() instanceof BinaryTest)
                && sample.inputs().get(0).shape().rank() == 0;
    }

    @Override
    public void run(Sample sample) {
        for (DType dtype : new DType[] {DType.INT64, DType.INT32, DType.INT16, DType.INT8, DType.UINT8}) {
            long[] values = extremes(dtype, sample.op() instanceof Pow);
            int n = values.length;
            Tensor all = Tensor.of(values, n).to(dtype);
            if (!OpCheck.takes(
                    sample.op(),
                    sample.op() instanceof BinaryOp || sample.op() instanceof BinaryTest
                            ? new Tensor[] {all, all}
                            : new Tensor[] {all})) {
                continue;
            }
            if (sample.op() instanceof UnaryOp op) {
                Tensor expected = Tensor.of(LongStream.of(values).map(op::apply).toArray(), n);
                Expect.sameBits(dtype.toString(), Dispatch.run(op, all), expected.to(dtype));
                continue;
            }
            boolean divides = sample.inputs().get(1).domain() == Sample.Domain.DIVISOR;
            long[] rights =
                    LongStream.of(values).filter(v -> !divides || v != 0).toArray();
            int k = rights.length;
            Tensor left = all.view(n, 1);
            Tensor right = Tensor.of(rights, 1, k).to(dtype);
            Tensor actual = Dispatch.run(sample.op(), left, right);
            long[] expected = new long[n * k];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < k; j++) {
                    expected[i * k + j] = sample.op() instanceof BinaryOp op
                            ? actual.dtype().isFloating() ? 0 : op.apply(values[i], rights[j])
                            : ((BinaryTest) sample.op()).test(values[i], rights[j]) ? 1 : 0;
                }
            }
            if (!actual.dtype().isFloating()) {
                Expect.sameBits(
                        dtype.toString(), actual, Tensor.of(expected, n, k).to(actual.dtype()));
            }
        }
    }

    private static long[] extremes(DType dtype, boolean notNegative) {
        long most = dtype == DType.UINT8 ? 255 : (1L << (8 * dtype.bytes() - 1)) - 1;
        long least = dtype == DType.UINT8 ? 0 : -most - 1;
        return LongStream.of(least, least + 1, -1, 0, 1, 2, 3, most / 2 + 1, most - 1, most)
                .filter(v -> v >= (notNegative ? 0 : least))
                .toArray();
    }
}
