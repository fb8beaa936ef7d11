package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatLoops;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The loops of one formula, made when a call first needs them: one for each choice of operands that are numbers. The last
 * elements, too few for a vector, are computed in a vector of their own.
 */
final class VectorFormula implements FloatLoops.Formula {
    private static final int LANES = VectorLoops.FLOATS.length();

    /** Tests are answered in ints that stay in the first cache, and then packed into bytes. */
    private static final int BLOCK = 1024;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The lanes whose bytes make a vector. */
    private static final int NARROWEST = 8;

    private final FloatFormula formula;
    private final AtomicReferenceArray<VectorBody> bodies;

    VectorFormula(FloatFormula formula) {
        this.formula = formula;
        this.bodies = new AtomicReferenceArray<>(1 << formula.operands());
    }

    private VectorBody body(int numbers) {
        VectorBody body = bodies.get(numbers);
        if (body == null) {
            // Two threads may make one each; either will do.
            body = LoopWriter.loop(VectorFormulas.of(formula), numbers);
            bodies.set(numbers, body);
        }
        return body;
    }

    @Override
    public void run(float[] out, float[][] operands, int[] at, int numbers, float[] parameters, int n) {
        int bound = VectorLoops.FLOATS.loopBound(n);
        if (bound > 0) {
            call(out, VectorLoops.NO_FLAGS, at[0], operands, at, 0, numbers, parameters, bound);
        }
        if (bound < n) {
            float[] last = new float[LANES];
            callPadded(last, VectorLoops.NO_FLAGS, operands, at, bound, numbers, parameters, n - bound);
            System.arraycopy(last, 0, out, at[0] + bound, n - bound);
        }
    }

    @Override
    public void test(byte[] out, float[][] operands, int[] at, int numbers, int n) {
        int[] flags = new int[Math.min(BLOCK, n + LANES - 1)];
        int bound = VectorLoops.FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += BLOCK) {
            int m = Math.min(BLOCK, bound - i);
            call(VectorLoops.NONE, flags, 0, operands, at, i, numbers, VectorLoops.NONE, m);
            pack(flags, out, at[0] + i, m);
        }
        if (bound < n) {
            callPadded(VectorLoops.NONE, flags, operands, at, bound, numbers, VectorLoops.NONE, n - bound);
            pack(flags, out, at[0] + bound, n - bound);
        }
    }

    @Override
    public boolean any(float[][] operands, int[] at, int numbers, int n) {
        int[] flags = new int[Math.min(BLOCK, n + LANES - 1)];
        int bound = VectorLoops.FLOATS.loopBound(n);
        for (int i = 0; i < bound; i += BLOCK) {
            int m = Math.min(BLOCK, bound - i);
            call(VectorLoops.NONE, flags, 0, operands, at, i, numbers, VectorLoops.NONE, m);
            if (VectorFlags.any(flags, m)) {
                return true;
            }
        }
        if (bound < n) {
            callPadded(VectorLoops.NONE, flags, operands, at, bound, numbers, VectorLoops.NONE, n - bound);
            return VectorFlags.any(flags, n - bound);
        }
        return false;
    }

    private void call(
            float[] out,
            int[] flags,
            int outOffset,
            float[][] operands,
            int[] at,
            int from,
            int numbers,
            float[] parameters,
            int n) {
        int last = operands.length - 1;
        body(numbers)
                .run(
                        out,
                        flags,
                        outOffset,
                        operands[0],
                        at[1] + ((numbers & 1) != 0 ? 0 : from),
                        operands[Math.min(1, last)],
                        at[Math.min(2, last + 1)] + ((numbers & 2) != 0 ? 0 : from),
                        operands[Math.min(2, last)],
                        at[Math.min(3, last + 1)] + ((numbers & 4) != 0 ? 0 : from),
                        parameters.length > 0 ? parameters[0] : 0,
                        parameters.length > 1 ? parameters[1] : 0,
                        parameters.length > 2 ? parameters[2] : 0,
                        VectorLoops.NONE,
                        n);
    }

    /** The elements from {@code from} on, fewer than lanes, with whatever comes out of zeros behind them. */
    private void callPadded(
            float[] out, int[] flags, float[][] operands, int[] at, int from, int numbers, float[] parameters, int n) {
        float[][] padded = new float[operands.length][];
        int[] places = new int[operands.length + 1];
        for (int k = 0; k < operands.length; k++) {
            if ((numbers >> k & 1) != 0) {
                padded[k] = operands[k];
                places[k + 1] = at[k + 1];
            } else {
                padded[k] = new float[LANES];
                System.arraycopy(operands[k], at[k + 1] + from, padded[k], 0, n);
            }
        }
        call(out, flags, 0, padded, places, 0, numbers, parameters, LANES);
    }

    private static void pack(int[] flags, byte[] out, int outOffset, int n) {
        int i = LANES < NARROWEST ? 0 : VectorFlags.pack(flags, out, outOffset, n);
        for (; i + 8 <= n; i += 8) {
            int low = flags[i] | flags[i + 1] << 8 | flags[i + 2] << 16 | flags[i + 3] << 24;
            int high = flags[i + 4] | flags[i + 5] << 8 | flags[i + 6] << 16 | flags[i + 7] << 24;
            EIGHT_BYTES.set(out, outOffset + i, low & 0xffffffffL | (long) high << 32);
        }
        for (; i < n; i++) {
            out[outOffset + i] = (byte) flags[i];
        }
    }
}
