package dev.arclight.kernel.cpu;

import dev.arclight.op.BinaryTest;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The loops of comparisons, copied by {@link Loops} for each operation.
 */
final class TestTemplate implements TestLoop {
    private static final @Nullable BinaryTest OP = LoopSpinner.operation(MethodHandles.lookup(), BinaryTest.class);

    private final BinaryTest op;

    TestTemplate(BinaryTest op) {
        this.op = op;
    }

    /** The copy's constant, or where operations share a copy that of this object. */
    private BinaryTest op() {
        BinaryTest constant = OP;
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
            byte[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            float scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], scalar));
            }
        } else if (aStride == 0 && n > 0) {
            float scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(scalar, b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], b[bOffset + i * bStride]));
            }
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
            byte[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            double scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], scalar));
            }
        } else if (aStride == 0 && n > 0) {
            double scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(scalar, b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], b[bOffset + i * bStride]));
            }
        }
    }

    @Override
    public void run(
            long[] a, int aOffset, int aStride, long[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            long scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], scalar));
            }
        } else if (aStride == 0 && n > 0) {
            long scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(scalar, b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride], b[bOffset + i * bStride]));
            }
        }
    }

    @Override
    public void run(
            int[] a, int aOffset, int aStride, int[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            int scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) scalar));
            }
        } else if (aStride == 0 && n > 0) {
            int scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) scalar, (long) b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]));
            }
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
            byte[] out,
            int outOffset,
            int n) {
        if (bStride == 0 && n > 0) {
            short scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) scalar));
            }
        } else if (aStride == 0 && n > 0) {
            short scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) scalar, (long) b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]));
            }
        }
    }

    @Override
    public void run(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            byte scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) scalar));
            }
        } else if (aStride == 0 && n > 0) {
            byte scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) scalar, (long) b[bOffset + i * bStride]));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test((long) a[aOffset + i * aStride], (long) b[bOffset + i * bStride]));
            }
        }
    }

    @Override
    public void runUnsigned(
            byte[] a, int aOffset, int aStride, byte[] b, int bOffset, int bStride, byte[] out, int outOffset, int n) {
        if (bStride == 0 && n > 0) {
            byte scalar = b[bOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride] & 0xffL, scalar & 0xffL));
            }
        } else if (aStride == 0 && n > 0) {
            byte scalar = a[aOffset];
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(scalar & 0xffL, b[bOffset + i * bStride] & 0xffL));
            }
        } else {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = bit(op().test(a[aOffset + i * aStride] & 0xffL, b[bOffset + i * bStride] & 0xffL));
            }
        }
    }

    private static byte bit(boolean holds) {
        return (byte) (holds ? 1 : 0);
    }
}
