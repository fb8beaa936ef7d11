package dev.arclight.kernel.cpu;

import dev.arclight.op.UnaryMap;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * The loops over one operand, copied by {@link Loops} for each operation.
 *
 * <p>C2 (JDK 17 to 25) turns a loop into vector code only if all its arrays are indexed by the very same expression;
 * with offsets that differ it keeps a scalar loop (0.27 against 0.10 ns per float of an addition). Therefore spans with
 * equal offsets, the common case, have loops of their own.
 */
final class UnaryTemplate implements UnaryLoop {
    private static final @Nullable UnaryMap OP = LoopSpinner.operation(MethodHandles.lookup(), UnaryMap.class);

    private final UnaryMap op;

    UnaryTemplate(UnaryMap op) {
        this.op = op;
    }

    /** The copy's constant, or where operations share a copy that of this object. */
    private UnaryMap op() {
        UnaryMap constant = OP;
        return constant == null ? op : constant;
    }

    @Override
    public void run(float[] in, int inOffset, int stride, float[] out, int outOffset, int n) {
        if (stride == 1 && inOffset == outOffset) {
            same(in, out, outOffset, outOffset + n);
            return;
        }
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = op().apply(in[inOffset + i * stride]);
        }
    }

    @Override
    public void run(double[] in, int inOffset, int stride, double[] out, int outOffset, int n) {
        if (stride == 1 && inOffset == outOffset) {
            same(in, out, outOffset, outOffset + n);
            return;
        }
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = op().apply(in[inOffset + i * stride]);
        }
    }

    @Override
    public void run(long[] in, int inOffset, int stride, long[] out, int outOffset, int n) {
        if (stride == 1 && inOffset == outOffset) {
            same(in, out, outOffset, outOffset + n);
            return;
        }
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = op().apply(in[inOffset + i * stride]);
        }
    }

    @Override
    public void run(int[] in, int inOffset, int stride, int[] out, int outOffset, int n) {
        if (stride == 1 && inOffset == outOffset) {
            same(in, out, outOffset, outOffset + n);
            return;
        }
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (int) op().apply((long) in[inOffset + i * stride]);
        }
    }

    @Override
    public void run(short[] in, int inOffset, int stride, short[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (short) op().apply((long) in[inOffset + i * stride]);
        }
    }

    @Override
    public void run(byte[] in, int inOffset, int stride, byte[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (byte) op().apply((long) in[inOffset + i * stride]);
        }
    }

    @Override
    public void runUnsigned(byte[] in, int inOffset, int stride, byte[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = (byte) op().apply(in[inOffset + i * stride] & 0xffL);
        }
    }

    private void same(float[] in, float[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(in[i]);
        }
    }

    private void same(double[] in, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(in[i]);
        }
    }

    private void same(long[] in, long[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = op().apply(in[i]);
        }
    }

    private void same(int[] in, int[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = (int) op().apply((long) in[i]);
        }
    }
}
