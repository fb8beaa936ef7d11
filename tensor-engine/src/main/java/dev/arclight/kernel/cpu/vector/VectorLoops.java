package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.kernel.cpu.FloatFunction;
import dev.arclight.kernel.cpu.FloatLoops;
import dev.arclight.kernel.cpu.LoopSpinner;
import dev.arclight.op.FunctionConstants;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels of float functions on vectors: for each the loop that {@link LoopWriter} made of its formula. The last
 * elements, too few for a vector, go through the scalar definition of a {@link FloatFunction}.
 */
public final class VectorLoops implements FloatLoops {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** In place of operands that a formula has not. */
    static final float[] NONE = {};

    static final int[] NO_FLAGS = {};

    private final LoopSpinner<FloatFunction, Unary> unary =
            new LoopSpinner<>(MethodHandles.lookup(), UnaryCopy.class, Unary.class, FloatFunction.values().length);
    private final LoopSpinner<FloatBinaryFunction, Binary> binary = new LoopSpinner<>(
            MethodHandles.lookup(), BinaryCopy.class, Binary.class, FloatBinaryFunction.values().length);
    private final Map<FloatFormula, Formula> formulas = new EnumMap<>(FloatFormula.class);

    public VectorLoops() {
        for (FloatFormula formula : FloatFormula.values()) {
            formulas.put(formula, loops(formula));
        }
    }

    private static Formula loops(FloatFormula formula) {
        return switch (formula) {
            case NAN_TO_NUM -> new VectorReplacement(formula);
            case HARDTANH -> new VectorBounds();
            default -> new VectorFormula(formula);
        };
    }

    @Override
    public Unary unary(FloatFunction function) {
        return unary.loop(function);
    }

    @Override
    public Binary binary(FloatBinaryFunction function) {
        return binary.loop(function);
    }

    @Override
    public Formula formula(FloatFormula formula) {
        return Objects.requireNonNull(formulas.get(formula));
    }

    static final class UnaryCopy implements Unary {
        private static final FloatFunction SCALAR =
                LoopSpinner.onlyOperation(MethodHandles.lookup(), FloatFunction.class);
        private static final VectorBody VECTOR = LoopWriter.loop(VectorFormulas.of(SCALAR), 0);

        /** Sine, cosine and tangent of larger numbers are computed one by one. */
        private static final boolean TRIGONOMETRIC =
                SCALAR == FloatFunction.SIN || SCALAR == FloatFunction.COS || SCALAR == FloatFunction.TAN;

        /** How many elements share the question whether one is too large; they stay in the first cache. */
        private static final int BLOCK = 1024;

        UnaryCopy() {}

        @Override
        public void run(float[] in, int inOffset, float[] out, int outOffset, int n) {
            int bound = FLOATS.loopBound(n);
            if (TRIGONOMETRIC) {
                for (int i = 0; i < bound; i += BLOCK) {
                    int m = Math.min(BLOCK, bound - i);
                    if (isTrigonometricRange(in, inOffset + i, m)) {
                        vectors(in, inOffset + i, out, outOffset + i, m);
                    } else {
                        one(in, inOffset + i, out, outOffset + i, m);
                    }
                }
            } else {
                vectors(in, inOffset, out, outOffset, bound);
            }
            one(in, inOffset + bound, out, outOffset + bound, n - bound);
        }

        private static void vectors(float[] in, int inOffset, float[] out, int outOffset, int n) {
            VECTOR.run(out, NO_FLAGS, outOffset, in, inOffset, NONE, 0, NONE, 0, 0, 0, 0, NONE, n);
        }

        private static boolean isTrigonometricRange(float[] in, int offset, int n) {
            for (int i = 0; i < n; i += FLOATS.length()) {
                FloatVector x = FloatVector.fromArray(FLOATS, in, offset + i);
                if (x.abs()
                        .compare(VectorOperators.GT, FunctionConstants.TRIGONOMETRIC_MAX)
                        .anyTrue()) {
                    return false;
                }
            }
            return true;
        }

        private static void one(float[] in, int inOffset, float[] out, int outOffset, int n) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = SCALAR.apply(in[inOffset + i]);
            }
        }
    }

    static final class BinaryCopy implements Binary {
        private static final FloatBinaryFunction SCALAR =
                LoopSpinner.onlyOperation(MethodHandles.lookup(), FloatBinaryFunction.class);
        private static final VectorBody SPANS = LoopWriter.loop(VectorFormulas.of(SCALAR), 0);
        private static final VectorBody NUMBER_FIRST = LoopWriter.loop(VectorFormulas.of(SCALAR), 1);
        private static final VectorBody NUMBER_LAST = LoopWriter.loop(VectorFormulas.of(SCALAR), 2);

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
            int bound = FLOATS.loopBound(n);
            if (aStride != 0 && bStride != 0) {
                SPANS.run(out, NO_FLAGS, outOffset, a, aOffset, b, bOffset, NONE, 0, 0, 0, 0, NONE, bound);
                for (int i = bound; i < n; i++) {
                    out[outOffset + i] = SCALAR.apply(a[aOffset + i], b[bOffset + i]);
                }
            } else if (aStride != 0) {
                float number = b[bOffset];
                NUMBER_LAST.run(out, NO_FLAGS, outOffset, a, aOffset, b, bOffset, NONE, 0, 0, 0, 0, NONE, bound);
                for (int i = bound; i < n; i++) {
                    out[outOffset + i] = SCALAR.apply(a[aOffset + i], number);
                }
            } else if (bStride != 0) {
                float number = a[aOffset];
                NUMBER_FIRST.run(out, NO_FLAGS, outOffset, a, aOffset, b, bOffset, NONE, 0, 0, 0, 0, NONE, bound);
                for (int i = bound; i < n; i++) {
                    out[outOffset + i] = SCALAR.apply(number, b[bOffset + i]);
                }
            } else {
                Arrays.fill(out, outOffset, outOffset + n, SCALAR.apply(a[aOffset], b[bOffset]));
            }
        }

        @Override
        public void rows(
                float[] a,
                int aOffset,
                int aStride,
                int aStep,
                float[] b,
                int bOffset,
                int bStride,
                int bStep,
                float[] out,
                int outOffset,
                int outStep,
                int n,
                int rows) {
            for (int row = 0; row < rows; row++) {
                run(
                        a,
                        aOffset + row * aStep,
                        aStride,
                        b,
                        bOffset + row * bStep,
                        bStride,
                        out,
                        outOffset + row * outStep,
                        n);
            }
        }
    }
}
