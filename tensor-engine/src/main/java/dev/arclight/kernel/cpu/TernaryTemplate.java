package dev.arclight.kernel.cpu;

import dev.arclight.op.TernaryMap;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** The loops over three operands, copied by {@link Loops} for each operation. */
final class TernaryTemplate implements TernaryLoop {
    private static final @Nullable TernaryMap OP = LoopSpinner.operation(MethodHandles.lookup(), TernaryMap.class);

    private final TernaryMap op;

    TernaryTemplate(TernaryMap op) {
        this.op = op;
    }

    /** The copy's constant, or where operations share a copy that of this object. */
    private TernaryMap op() {
        TernaryMap constant = OP;
        return constant == null ? op : constant;
    }

    @Override
    public void run(
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] c,
            int cOffset,
            int cStride,
            float[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride], c[cOffset + i * cStride]);
        }
    }

    @Override
    public void run(
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double[] c,
            int cOffset,
            int cStride,
            double[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride], c[cOffset + i * cStride]);
        }
    }

    @Override
    public void run(
            long[] a,
            int aOffset,
            int aStride,
            long[] b,
            int bOffset,
            int bStride,
            long[] c,
            int cOffset,
            int cStride,
            long[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride], c[cOffset + i * cStride]);
        }
    }

    @Override
    public void run(
            int[] a,
            int aOffset,
            int aStride,
            int[] b,
            int bOffset,
            int bStride,
            int[] c,
            int cOffset,
            int cStride,
            int[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    (int) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride], (long)
                            c[cOffset + i * cStride]);
        }
    }

    @Override
    public void run(
            short[] a,
            int aOffset,
            int aStride,
            short[] b,
            int bOffset,
            int bStride,
            short[] c,
            int cOffset,
            int cStride,
            short[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    (short) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride], (long)
                            c[cOffset + i * cStride]);
        }
    }

    @Override
    public void run(
            byte[] a,
            int aOffset,
            int aStride,
            byte[] b,
            int bOffset,
            int bStride,
            byte[] c,
            int cOffset,
            int cStride,
            byte[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] =
                    (byte) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride], (long)
                            c[cOffset + i * cStride]);
        }
    }

    @Override
    public void runUnsigned(
            byte[] a,
            int aOffset,
            int aStride,
            byte[] b,
            int bOffset,
            int bStride,
            byte[] c,
            int cOffset,
            int cStride,
            byte[] out,
            int outOffset,
            int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (byte) op().apply(
                            a[aOffset + i * aStride] & 0xffL,
                            b[bOffset + i * bStride] & 0xffL,
                            c[cOffset + i * cStride] & 0xffL);
        }
    }
}
