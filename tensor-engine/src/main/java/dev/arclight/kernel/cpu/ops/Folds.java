package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Folds the middle of {@code [outer, n, inner]} for every dtype; whole numbers of any width are folded as int64. */
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
            case FLOAT32 -> {
                float[] x = in.storage().floats();
                float[] y = out.storage().floats();
                switch (kind) {
                    case SUM -> Reduce.sum(x, in.offset(), outer, n, inner, y, out.offset());
                    case MAX -> Reduce.max(x, in.offset(), outer, n, inner, y, out.offset());
                    case MIN -> Reduce.min(x, in.offset(), outer, n, inner, y, out.offset());
                }
            }
            case FLOAT64 -> {
                double[] x = in.storage().doubles();
                double[] y = out.storage().doubles();
                switch (kind) {
                    case SUM -> Reduce.sum(x, in.offset(), outer, n, inner, y, out.offset());
                    case MAX -> Reduce.max(x, in.offset(), outer, n, inner, y, out.offset());
                    case MIN -> Reduce.min(x, in.offset(), outer, n, inner, y, out.offset());
                }
            }
            case INT64 -> {
                long[] x = in.storage().longs();
                long[] y = out.storage().longs();
                switch (kind) {
                    case SUM -> Reduce.sum(x, in.offset(), outer, n, inner, y, out.offset());
                    case MAX -> Reduce.max(x, in.offset(), outer, n, inner, y, out.offset());
                    case MIN -> Reduce.min(x, in.offset(), outer, n, inner, y, out.offset());
                }
            }
            case INT32, INT16, INT8, UINT8, BOOL -> {
                Tensor wide = Tensor.uninitialized(DType.INT64, out.shape());
                fold(kind, Copies.as(DType.INT64, in), wide, outer, n, inner);
                Copies.copy(wide, out);
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(in.dtype());
        }
    }

    /** The place of the largest (or smallest) of each run; NaN wins, the first of equals. */
    static void arg(boolean largest, Tensor in, long[] out, int outer, int n, int inner) {
        switch (in.dtype()) {
            case FLOAT32 -> {
                float[] x = in.storage().floats();
                if (largest) {
                    Reduce.argMax(x, in.offset(), outer, n, inner, out, 0);
                } else {
                    Reduce.argMin(x, in.offset(), outer, n, inner, out, 0);
                }
            }
            case FLOAT64 -> {
                double[] x = in.storage().doubles();
                if (largest) {
                    Reduce.argMax(x, in.offset(), outer, n, inner, out, 0);
                } else {
                    Reduce.argMin(x, in.offset(), outer, n, inner, out, 0);
                }
            }
            case INT64, INT32, INT16, INT8, UINT8, BOOL -> {
                Tensor wide = Copies.as(DType.INT64, in);
                long[] x = wide.storage().longs();
                if (largest) {
                    Reduce.argMax(x, wide.offset(), outer, n, inner, out, 0);
                } else {
                    Reduce.argMin(x, wide.offset(), outer, n, inner, out, 0);
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(in.dtype());
        }
    }
}
