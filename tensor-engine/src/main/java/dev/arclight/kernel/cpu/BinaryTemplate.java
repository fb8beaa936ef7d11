package dev.arclight.kernel.cpu;

import dev.arclight.op.BinaryMap;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The loops over two operands, copied by {@link Loops} for each operation.
 *
 * <p>C2 (JDK 17 to 25) turns a loop into vector code only if all its arrays are indexed by the very same expression;
 * with offsets that differ it keeps a scalar loop (0.27 against 0.10 ns per float of an addition). Therefore spans with
 * equal offsets, the common case, have loops of their own.
 */
final class BinaryTemplate implements BinaryLoop {
    private static final @Nullable BinaryMap OP = LoopSpinner.operation(MethodHandles.lookup(), BinaryMap.class);

    private final BinaryMap op;

    BinaryTemplate(BinaryMap op) {
        this.op = op;
    }

    /** The copy's constant, or where operations share a copy that of this object. */
    private BinaryMap op() {
        BinaryMap constant = OP;
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
            float[] out,
            int outOffset,
            int n) {
        if (aStride == 1 && aOffset == outOffset) {
            if (bStride == 1 && bOffset == outOffset) {
                same(a, b, out, outOffset, outOffset + n);
                return;
            }
            if (bStride == 0 && n > 0) {
                same(a, b[bOffset], out, outOffset, outOffset + n);
                return;
            }
        } else if (aStride == 0 && bStride == 1 && bOffset == outOffset && n > 0) {
            same(a[aOffset], b, out, outOffset, outOffset + n);
            return;
        }
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void run(
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double[] out,
            int outOffset,
            int n) {
        if (aStride == 1 && aOffset == outOffset) {
            if (bStride == 1 && bOffset == outOffset) {
                same(a, b, out, outOffset, outOffset + n);
                return;
            }
            if (bStride == 0 && n > 0) {
                same(a, b[bOffset], out, outOffset, outOffset + n);
                return;
            }
        } else if (aStride == 0 && bStride == 1 && bOffset == outOffset && n > 0) {
            same(a[aOffset], b, out, outOffset, outOffset + n);
            return;
        }
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void run(
            long[] a, int aOffset, int aStride, long[] b, int bOffset, int bStride, long[] out, int outOffset, int n) {
        if (aStride == 1 && aOffset == outOffset) {
            if (bStride == 1 && bOffset == outOffset) {
                same(a, b, out, outOffset, outOffset + n);
                return;
            }
            if (bStride == 0 && n > 0) {
                same(a, b[bOffset], out, outOffset, outOffset + n);
                return;
            }
        } else if (aStride == 0 && bStride == 1 && bOffset == outOffset && n > 0) {
            same(a[aOffset], b, out, outOffset, outOffset + n);
            return;
        }
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void run(
            int[] a, int aOffset, int aStride, int[] b, int bOffset, int bStride, int[] out, int outOffset, int n) {
        if (aStride == 1 && aOffset == outOffset) {
            if (bStride == 1 && bOffset == outOffset) {
                same(a, b, out, outOffset, outOffset + n);
                return;
            }
            if (bStride == 0 && n > 0) {
                same(a, b[bOffset], out, outOffset, outOffset + n);
                return;
            }
        } else if (aStride == 0 && bStride == 1 && bOffset == outOffset && n > 0) {
            same(a[aOffset], b, out, outOffset, outOffset + n);
            return;
        }
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void run(
            short[] a,
            int aOffset,
            int aStride,
            short[] b,
            int bOffset,
            int bStride,
            short[] out,
            int outOffset,
            int n) {
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void run(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        general(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    @Override
    public void runUnsigned(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        generalUnsigned(a, aOffset, aStride, b, bOffset, bStride, out, outOffset, n);
    }

    private void same(float[] a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b[i]);
        }
    }

    private void same(float[] a, float b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b);
        }
    }

    private void same(float a, float[] b, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a, b[i]);
        }
    }

    private void same(double[] a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b[i]);
        }
    }

    private void same(double[] a, double b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b);
        }
    }

    private void same(double a, double[] b, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a, b[i]);
        }
    }

    private void same(long[] a, long[] b, long[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b[i]);
        }
    }

    private void same(long[] a, long b, long[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a[i], b);
        }
    }

    private void same(long a, long[] b, long[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(a, b[i]);
        }
    }

    private void same(int[] a, int[] b, int[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (int) op().apply((long) a[i], (long) b[i]);
        }
    }

    private void same(int[] a, int b, int[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (int) op().apply((long) a[i], (long) b);
        }
    }

    private void same(int a, int[] b, int[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (int) op().apply((long) a, (long) b[i]);
        }
    }

    private void general(
            float[] a,
            int aOffset,
            int aStride,
            float[] b,
            int bOffset,
            int bStride,
            float[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            float scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], scalar);
            }
        } else if (aStride == 0 && n > 0) {
            float scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(scalar, b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i], b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride]);
            }
        }
    }

    private void general(
            double[] a,
            int aOffset,
            int aStride,
            double[] b,
            int bOffset,
            int bStride,
            double[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            double scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], scalar);
            }
        } else if (aStride == 0 && n > 0) {
            double scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(scalar, b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i], b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride]);
            }
        }
    }

    private void general(
            long[] a, int aOffset, int aStride, long[] b, int bOffset, int bStride, long[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            long scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], scalar);
            }
        } else if (aStride == 0 && n > 0) {
            long scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(scalar, b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i], b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = op().apply(a[aOffset + i * aStride], b[bOffset + i * bStride]);
            }
        }
    }

    private void general(
            int[] a, int aOffset, int aStride, int[] b, int bOffset, int bStride, int[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            int scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (int) op().apply((long) a[aOffset + i * aStride], (long) scalar);
            }
        } else if (aStride == 0 && n > 0) {
            int scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (int) op().apply((long) scalar, (long) b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (int) op().apply((long) a[aOffset + i], (long) b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (int) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]);
            }
        }
    }

    private void general(
            short[] a,
            int aOffset,
            int aStride,
            short[] b,
            int bOffset,
            int bStride,
            short[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            short scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (short) op().apply((long) a[aOffset + i * aStride], (long) scalar);
            }
        } else if (aStride == 0 && n > 0) {
            short scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (short) op().apply((long) scalar, (long) b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (short) op().apply((long) a[aOffset + i], (long) b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] =
                        (short) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]);
            }
        }
    }

    private void general(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            byte scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply((long) a[aOffset + i * aStride], (long) scalar);
            }
        } else if (aStride == 0 && n > 0) {
            byte scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply((long) scalar, (long) b[bOffset + i * bStride]);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply((long) a[aOffset + i], (long) b[bOffset + i]);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] =
                        (byte) op().apply((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]);
            }
        }
    }

    private void generalUnsigned(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            byte scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply(a[aOffset + i * aStride] & 0xffL, scalar & 0xffL);
            }
        } else if (aStride == 0 && n > 0) {
            byte scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply(scalar & 0xffL, b[bOffset + i * bStride] & 0xffL);
            }
        } else if (aStride == 1 && bStride == 1) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = (byte) op().apply(a[aOffset + i] & 0xffL, b[bOffset + i] & 0xffL);
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] =
                        (byte) op().apply(a[aOffset + i * aStride] & 0xffL, b[bOffset + i * bStride] & 0xffL);
            }
        }
    }
}
