package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.Tensor;

/** Folds the middle of {@code [outer, n, inner]} for every dtype. */
final class Folds {
    /** What two elements become. */
    enum Kind {
        SUM,
        MAX,
        MIN
    }

    private Folds() {}

    /** Contiguous {@code in} to contiguous {@code out} of the same dtype. */
    static void fold(Kind kind, Tensor in, Tensor out, int outer, int n, int inner) {
        switch (in.dtype()) {
            case FLOAT32 ->
                floats(kind, in.storage().floats(), in.offset(), out.storage().floats(), outer, n, inner);
            case FLOAT64 ->
                doubles(kind, in.storage().doubles(), in.offset(), out.storage().doubles(), outer, n, inner);
            case INT64, INT32, INT8, UINT8, BOOL -> longs(kind, in, out, outer, n, inner);
        }
    }

    private static void floats(Kind kind, float[] in, int offset, float[] out, int outer, int n, int inner) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = offset + o * n * inner + i;
                double sum = 0;
                float best = n == 0 ? 0 : in[at];
                for (int j = 0; j < n; j++) {
                    float x = in[at + j * inner];
                    switch (kind) {
                        case SUM -> sum += x;
                        case MAX -> best = Math.max(best, x);
                        case MIN -> best = Math.min(best, x);
                    }
                }
                out[o * inner + i] = kind == Kind.SUM ? (float) sum : best;
            }
        }
    }

    private static void doubles(Kind kind, double[] in, int offset, double[] out, int outer, int n, int inner) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = offset + o * n * inner + i;
                double result = kind == Kind.SUM || n == 0 ? 0 : in[at];
                for (int j = 0; j < n; j++) {
                    double x = in[at + j * inner];
                    result = switch (kind) {
                        case SUM -> result + x;
                        case MAX -> Math.max(result, x);
                        case MIN -> Math.min(result, x);
                    };
                }
                out[o * inner + i] = result;
            }
        }
    }

    private static void longs(Kind kind, Tensor in, Tensor out, int outer, int n, int inner) {
        Tensor wide = Copies.contiguous(Copies.as(dev.arclight.tensor.DType.INT64, in));
        long[] x = wide.storage().longs();
        Tensor result = out.dtype() == dev.arclight.tensor.DType.INT64
                ? out
                : Tensor.uninitialized(dev.arclight.tensor.DType.INT64, out.shape());
        long[] y = result.storage().longs();
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = wide.offset() + o * n * inner + i;
                long folded = kind == Kind.SUM || n == 0 ? 0 : x[at];
                for (int j = 0; j < n; j++) {
                    long v = x[at + j * inner];
                    folded = switch (kind) {
                        case SUM -> folded + v;
                        case MAX -> Math.max(folded, v);
                        case MIN -> Math.min(folded, v);
                    };
                }
                y[o * inner + i] = folded;
            }
        }
        if (result != out) {
            Copies.copy(result, out);
        }
    }

    /** The place of the largest (or smallest) of each run; NaN wins, the first of equals. */
    static void arg(boolean largest, Tensor in, long[] out, int outer, int n, int inner) {
        Tensor plain = in.dtype().isFloating()
                ? Copies.as(dev.arclight.tensor.DType.FLOAT64, in)
                : Copies.as(dev.arclight.tensor.DType.INT64, in);
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = plain.offset() + o * n * inner + i;
                out[o * inner + i] = plain.dtype().isFloating()
                        ? argDouble(largest, plain.storage().doubles(), at, n, inner)
                        : argLong(largest, plain.storage().longs(), at, n, inner);
            }
        }
    }

    private static int argDouble(boolean largest, double[] x, int at, int n, int step) {
        int best = 0;
        for (int j = 0; j < n; j++) {
            double v = x[at + j * step];
            double b = x[at + best * step];
            if (Double.isNaN(v)) {
                return j;
            }
            if (largest ? v > b : v < b) {
                best = j;
            }
        }
        return best;
    }

    private static int argLong(boolean largest, long[] x, int at, int n, int step) {
        int best = 0;
        for (int j = 1; j < n; j++) {
            long v = x[at + j * step];
            long b = x[at + best * step];
            if (largest ? v > b : v < b) {
                best = j;
            }
        }
        return best;
    }
}
