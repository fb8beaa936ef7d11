package dev.arclight.kernel.cpu;

import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/** The kernels of {@link FloatFunction}s as plain loops, for JVMs without the Vector API and as the oracle of tests. */
final class LoopsPortable implements FloatLoops {
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

    @Override
    public @Nullable Formula formula(FloatFormula formula) {
        return null;
    }

    static final class UnaryCopy implements Unary {
        private static final FloatFunction F = LoopSpinner.onlyOperation(MethodHandles.lookup(), FloatFunction.class);

        UnaryCopy() {}

        @Override
        public void run(float[] in, int inOffset, float[] out, int outOffset, int n) {
            for (int i = 0; i < n; i++) {
                out[outOffset + i] = F.apply(in[inOffset + i]);
            }
        }
    }

    static final class BinaryCopy implements Binary {
        private static final FloatBinaryFunction F =
                LoopSpinner.onlyOperation(MethodHandles.lookup(), FloatBinaryFunction.class);

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
            if (bStride == 0) {
                float scalar = b[bOffset];
                for (int i = 0; i < n; i++) {
                    out[outOffset + i] = F.apply(a[aOffset + i * aStride], scalar);
                }
            } else if (aStride == 0) {
                float scalar = a[aOffset];
                for (int i = 0; i < n; i++) {
                    out[outOffset + i] = F.apply(scalar, b[bOffset + i]);
                }
            } else {
                for (int i = 0; i < n; i++) {
                    out[outOffset + i] = F.apply(a[aOffset + i], b[bOffset + i]);
                }
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
