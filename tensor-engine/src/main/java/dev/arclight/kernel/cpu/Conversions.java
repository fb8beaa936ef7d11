package dev.arclight.kernel.cpu;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Half;

/**
 * Converts spans of elements from any dtype to any other, as PyTorch does: floats to integers truncate toward zero,
 * integers wrap around, anything but zero is true, and what becomes a 16-bit float passes through float32.
 *
 * <p>Every pair is made of few loops: one from each dtype to float32, float64 and int64, and one from these to each
 * narrower dtype, over pieces that stay in the first cache. One instance serves one thread.
 */
public final class Conversions {
    /** Elements of a piece: 8 KB of longs, a quarter of a small first cache. */
    private static final int PIECE = 1024;

    private static final HalfConversions HALVES = HalfConversionsHardware.over(VectorSupport.choose(
            HalfConversions.class,
            "dev.arclight.kernel.cpu.vector.VectorHalfConversions",
            HalfConversionsPortable::new));

    private static final FloatWidening WIDENING = VectorSupport.choose(
            FloatWidening.class, "dev.arclight.kernel.cpu.vector.VectorFloatWidening", FloatWideningPortable::new);

    private static final FloatCasts CASTS = VectorSupport.choose(
            FloatCasts.class, "dev.arclight.kernel.cpu.vector.VectorFloatCasts", FloatCastsPortable::new);

    private float[] floats = new float[0];
    private double[] doubles = new double[0];
    private long[] longs = new long[0];

    public Conversions() {}

    /**
     * {@code out[o + i * stride] = in[at + i * step]} for {@code 0 <= i < n}.
     *
     * @param in the Java array of {@code from}
     * @param out the Java array of {@code to}; it shares no elements with {@code in}
     */
    public void run(DType from, Object in, int at, int step, DType to, Object out, int o, int stride, int n) {
        if (from.isHalf() && to != DType.FLOAT32) {
            float[] piece = floats(n);
            for (int done = 0; done < n; done += PIECE) {
                int count = Math.min(PIECE, n - done);
                toFloats(from, in, at + done * step, step, piece, 0, 1, count);
                fromFloats(piece, 0, 1, to, out, o + done * stride, stride, count);
            }
            return;
        }
        if (from == DType.FLOAT32) {
            fromFloats((float[]) in, at, step, to, out, o, stride, n);
            return;
        }
        switch (to) {
            case FLOAT32 -> toFloats(from, in, at, step, (float[]) out, o, stride, n);
            case FLOAT64 -> toDoubles(from, in, at, step, (double[]) out, o, stride, n);
            case INT64 -> toLongs(from, in, at, step, (long[]) out, o, stride, n);
            case FLOAT16, BFLOAT16 -> {
                float[] piece = floats(n);
                for (int done = 0; done < n; done += PIECE) {
                    int count = Math.min(PIECE, n - done);
                    toFloats(from, in, at + done * step, step, piece, 0, 1, count);
                    fromFloats(piece, 0, 1, to, out, o + done * stride, stride, count);
                }
            }
            case INT32, INT16, INT8, UINT8 -> {
                if (from == DType.INT64) {
                    narrow((long[]) in, at, step, to, out, o, stride, n);
                    return;
                }
                long[] piece = longs(n);
                for (int done = 0; done < n; done += PIECE) {
                    int count = Math.min(PIECE, n - done);
                    toLongs(from, in, at + done * step, step, piece, 0, 1, count);
                    narrow(piece, 0, 1, to, out, o + done * stride, stride, count);
                }
            }
            case BOOL -> {
                if (from.isFloating()) {
                    double[] piece = doubles(n);
                    for (int done = 0; done < n; done += PIECE) {
                        int count = Math.min(PIECE, n - done);
                        toDoubles(from, in, at + done * step, step, piece, 0, 1, count);
                        ConversionLoops.test(piece, 0, 1, (byte[]) out, o + done * stride, stride, count);
                    }
                } else {
                    long[] piece = longs(n);
                    for (int done = 0; done < n; done += PIECE) {
                        int count = Math.min(PIECE, n - done);
                        toLongs(from, in, at + done * step, step, piece, 0, 1, count);
                        ConversionLoops.test(piece, 0, 1, (byte[]) out, o + done * stride, stride, count);
                    }
                }
            }
        }
    }

    private void fromFloats(float[] in, int at, int step, DType to, Object out, int o, int stride, int n) {
        switch (to) {
            case FLOAT32 -> throw unreached(to);
            case FLOAT64 -> toDoubles(DType.FLOAT32, in, at, step, (double[]) out, o, stride, n);
            case INT64 -> toLongs(DType.FLOAT32, in, at, step, (long[]) out, o, stride, n);
            case FLOAT16 -> toFloat16(in, at, step, (short[]) out, o, stride, n);
            case BFLOAT16 -> toBfloat16(in, at, step, (short[]) out, o, stride, n);
            case INT32, INT16, INT8, UINT8 -> {
                long[] piece = longs(n);
                for (int done = 0; done < n; done += PIECE) {
                    int count = Math.min(PIECE, n - done);
                    toLongs(DType.FLOAT32, in, at + done * step, step, piece, 0, 1, count);
                    narrow(piece, 0, 1, to, out, o + done * stride, stride, count);
                }
            }
            case BOOL -> {
                if (step == 1 && stride == 1) {
                    CASTS.toBooleans(in, at, (byte[]) out, o, n);
                } else {
                    ConversionLoops.test(in, at, step, (byte[]) out, o, stride, n);
                }
            }
        }
    }

    private static void toFloats(DType from, Object in, int at, int step, float[] y, int o, int stride, int n) {
        switch (from) {
            case FLOAT32 -> throw unreached(from);
            case FLOAT16 -> fromFloat16((short[]) in, at, step, y, o, stride, n);
            case BFLOAT16 -> fromBfloat16((short[]) in, at, step, y, o, stride, n);
            case FLOAT64 -> ConversionLoops.convert((double[]) in, at, step, y, o, stride, n);
            case INT64 -> ConversionLoops.convert((long[]) in, at, step, y, o, stride, n);
            case INT32 -> ConversionLoops.convert((int[]) in, at, step, y, o, stride, n);
            case INT16 -> {
                short[] x = (short[]) in;
                if (step == 1 && stride == 1) {
                    WIDENING.fromShorts(x, at, y, o, n);
                    return;
                }
                ConversionLoops.convert(x, at, step, y, o, stride, n);
            }
            case INT8, BOOL -> {
                byte[] x = (byte[]) in;
                if (step == 1 && stride == 1) {
                    WIDENING.fromBytes(x, at, y, o, n);
                    return;
                }
                ConversionLoops.convert(x, at, step, y, o, stride, n);
            }
            case UINT8 -> {
                byte[] x = (byte[]) in;
                if (step == 1 && stride == 1) {
                    WIDENING.fromUnsigned(x, at, y, o, n);
                    return;
                }
                ConversionLoops.unsigned(x, at, step, y, o, stride, n);
            }
        }
    }

    private static void toDoubles(DType from, Object in, int at, int step, double[] y, int o, int stride, int n) {
        switch (from) {
            case FLOAT16, BFLOAT16 -> throw unreached(from);
            case FLOAT64 -> ConversionLoops.convert((double[]) in, at, step, y, o, stride, n);
            case FLOAT32 -> {
                float[] x = (float[]) in;
                if (step == 1 && stride == 1) {
                    CASTS.toDoubles(x, at, y, o, n);
                    return;
                }
                ConversionLoops.convert(x, at, step, y, o, stride, n);
            }
            case INT64 -> ConversionLoops.convert((long[]) in, at, step, y, o, stride, n);
            case INT32 -> ConversionLoops.convert((int[]) in, at, step, y, o, stride, n);
            case INT16 -> ConversionLoops.convert((short[]) in, at, step, y, o, stride, n);
            case INT8, BOOL -> ConversionLoops.convert((byte[]) in, at, step, y, o, stride, n);
            case UINT8 -> ConversionLoops.unsigned((byte[]) in, at, step, y, o, stride, n);
        }
    }

    private static void toLongs(DType from, Object in, int at, int step, long[] y, int o, int stride, int n) {
        switch (from) {
            case FLOAT16, BFLOAT16 -> throw unreached(from);
            case FLOAT64 -> ConversionLoops.convert((double[]) in, at, step, y, o, stride, n);
            case FLOAT32 -> {
                float[] x = (float[]) in;
                if (step == 1 && stride == 1) {
                    CASTS.toLongs(x, at, y, o, n);
                    return;
                }
                ConversionLoops.convert(x, at, step, y, o, stride, n);
            }
            case INT64 -> ConversionLoops.convert((long[]) in, at, step, y, o, stride, n);
            case INT32 -> ConversionLoops.convert((int[]) in, at, step, y, o, stride, n);
            case INT16 -> ConversionLoops.convert((short[]) in, at, step, y, o, stride, n);
            case INT8, BOOL -> ConversionLoops.convert((byte[]) in, at, step, y, o, stride, n);
            case UINT8 -> ConversionLoops.unsigned((byte[]) in, at, step, y, o, stride, n);
        }
    }

    private static void narrow(long[] x, int at, int step, DType to, Object out, int o, int stride, int n) {
        switch (to) {
            case INT32 -> ConversionLoops.convert(x, at, step, (int[]) out, o, stride, n);
            case INT16 -> ConversionLoops.convert(x, at, step, (short[]) out, o, stride, n);
            case INT8, UINT8 -> ConversionLoops.convert(x, at, step, (byte[]) out, o, stride, n);
            case BOOL, INT64, FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> throw unreached(to);
        }
    }

    private static void fromFloat16(short[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            HALVES.run(HalfConversions.Kind.FROM_FLOAT16, x, at, y, o, n);
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = Half.fromFloat16(x[at + i * step]);
            }
        }
    }

    private static void fromBfloat16(short[] x, int at, int step, float[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            HALVES.run(HalfConversions.Kind.FROM_BFLOAT16, x, at, y, o, n);
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = Half.fromBfloat16(x[at + i * step]);
            }
        }
    }

    private static void toFloat16(float[] x, int at, int step, short[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            HALVES.run(HalfConversions.Kind.TO_FLOAT16, y, o, x, at, n);
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = Half.toFloat16(x[at + i * step]);
            }
        }
    }

    private static void toBfloat16(float[] x, int at, int step, short[] y, int o, int stride, int n) {
        if (step == 1 && stride == 1) {
            HALVES.run(HalfConversions.Kind.TO_BFLOAT16, y, o, x, at, n);
        } else {
            for (int i = 0; i < n; i++) {
                y[o + i * stride] = Half.toBfloat16(x[at + i * step]);
            }
        }
    }

    private float[] floats(int n) {
        if (floats.length < Math.min(n, PIECE)) {
            floats = new float[Math.min(n, PIECE)];
        }
        return floats;
    }

    private double[] doubles(int n) {
        if (doubles.length < Math.min(n, PIECE)) {
            doubles = new double[Math.min(n, PIECE)];
        }
        return doubles;
    }

    private long[] longs(int n) {
        if (longs.length < Math.min(n, PIECE)) {
            longs = new long[Math.min(n, PIECE)];
        }
        return longs;
    }

    private static IllegalStateException unreached(DType dtype) {
        return new IllegalStateException("no loop of this kind is needed for " + dtype);
    }
}
