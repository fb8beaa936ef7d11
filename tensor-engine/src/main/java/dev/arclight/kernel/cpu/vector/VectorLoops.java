package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.FloatLoops;
import dev.arclight.kernel.cpu.LoopSpinner;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels of {@link FloatFunction}s on vectors: a copy of a loop per function, whose last elements, too few for a
 * vector, go through the scalar definition.
 */
public final class VectorLoops implements FloatLoops {
    private final LoopSpinner<FloatFunction, Unary> unary =
            new LoopSpinner<>(MethodHandles.lookup(), UnaryCopy.class, Unary.class, FloatFunction.values().length);
    private final LoopSpinner<FloatBinaryFunction, Binary> binary = new LoopSpinner<>(
            MethodHandles.lookup(), BinaryCopy.class, Binary.class, FloatBinaryFunction.values().length);

    @Override
    public Unary unary(FloatFunction function) {
        return unary.loop(function);
    }

    @Override
    public Binary binary(FloatBinaryFunction function) {
        return binary.loop(function);
    }

    static final class UnaryCopy implements Unary {
        private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
        private static final FloatFunction SCALAR = LoopSpinner.operation(MethodHandles.lookup(), FloatFunction.class);
        private static final VectorFunction VECTOR = VectorFunction.valueOf(SCALAR.name());

        UnaryCopy() {}

        @Override
        public void run(float[] in, int inOffset, float[] out, int outOffset, int n) {
            int bound = FLOATS.loopBound(n);
            int i = 0;
            for (; i < bound; i += FLOATS.length()) {
                FloatVector x = FloatVector.fromArray(FLOATS, in, inOffset + i);
                if (VECTOR.takes(x)) {
                    VECTOR.apply(x).intoArray(out, outOffset + i);
                } else {
                    one(in, inOffset + i, out, outOffset + i, FLOATS.length());
                }
            }
            one(in, inOffset + i, out, outOffset + i, n - i);
        }

        private static void one(float[] in, int inOffset, float[] out, int outOffset, int n) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = SCALAR.apply(in[inOffset + i]);
            }
        }
    }

    static final class BinaryCopy implements Binary {
        private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
        private static final FloatBinaryFunction SCALAR =
                LoopSpinner.operation(MethodHandles.lookup(), FloatBinaryFunction.class);
        private static final VectorBinaryFunction VECTOR = VectorBinaryFunction.valueOf(SCALAR.name());

        BinaryCopy() {}

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
            if (n == 0) {
                return;
            }
            if (aStride != 0 && bStride != 0) {
                spans(a, aOffset, b, bOffset, out, outOffset, n);
            } else if (aStride != 0) {
                spanAndScalar(a, aOffset, b[bOffset], out, outOffset, n);
            } else if (bStride != 0) {
                scalarAndSpan(a[aOffset], b, bOffset, out, outOffset, n);
            } else {
                Arrays.fill(out, outOffset, outOffset + n, SCALAR.apply(a[aOffset], b[bOffset]));
            }
        }

        private static void spans(float[] a, int aOffset, float[] b, int bOffset, float[] out, int outOffset, int n) {
            int bound = FLOATS.loopBound(n);
            int i = 0;
            for (; i < bound; i += FLOATS.length()) {
                FloatVector x = FloatVector.fromArray(FLOATS, a, aOffset + i);
                VECTOR.apply(x, FloatVector.fromArray(FLOATS, b, bOffset + i)).intoArray(out, outOffset + i);
            }
            for (; i < n; i++) {
                out[outOffset + i] = SCALAR.apply(a[aOffset + i], b[bOffset + i]);
            }
        }

        private static void spanAndScalar(float[] a, int aOffset, float b, float[] out, int outOffset, int n) {
            FloatVector scalar = FloatVector.broadcast(FLOATS, b);
            int bound = FLOATS.loopBound(n);
            int i = 0;
            for (; i < bound; i += FLOATS.length()) {
                VECTOR.apply(FloatVector.fromArray(FLOATS, a, aOffset + i), scalar)
                        .intoArray(out, outOffset + i);
            }
            for (; i < n; i++) {
                out[outOffset + i] = SCALAR.apply(a[aOffset + i], b);
            }
        }

        private static void scalarAndSpan(float a, float[] b, int bOffset, float[] out, int outOffset, int n) {
            FloatVector scalar = FloatVector.broadcast(FLOATS, a);
            int bound = FLOATS.loopBound(n);
            int i = 0;
            for (; i < bound; i += FLOATS.length()) {
                VECTOR.apply(scalar, FloatVector.fromArray(FLOATS, b, bOffset + i))
                        .intoArray(out, outOffset + i);
            }
            for (; i < n; i++) {
                out[outOffset + i] = SCALAR.apply(a, b[bOffset + i]);
            }
        }
    }
}
