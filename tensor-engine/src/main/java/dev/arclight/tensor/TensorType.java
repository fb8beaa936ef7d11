package dev.arclight.tensor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an operation may know of a tensor before it runs: dtype and shape.
 *
 * @param weak whether this stands for a plain Java number, whose dtype gives way to that of tensors of the same kind
 */
public record TensorType(DType dtype, Shape shape, boolean weak) {
    public TensorType(DType dtype, Shape shape) {
        this(dtype, shape, false);
    }

    /** The type of a tensor of that dtype and shape: this one if it says just that. */
    @SuppressWarnings("ReferenceEquality") // The same object spares the comparison; another may still be equal.
    public TensorType as(DType dtype, Shape shape) {
        return dtype == this.dtype && shape == this.shape && !weak ? this : new TensorType(dtype, shape);
    }

    /**
     * The dtype of an operation over both, as {@code torch.result_type}: tensors with dimensions win over scalars, which
     * win over Java numbers, unless the latter are of a higher kind.
     */
    public static DType promote(TensorType a, TensorType b) {
        if (a.dtype == b.dtype) {
            return a.dtype == DType.FLOAT64 && a.weak && b.weak ? DType.getDefault() : a.dtype;
        }
        int rankA = a.priority();
        int rankB = b.priority();
        if (rankA == rankB) {
            return DType.promote(a.defaulted(), b.defaulted());
        }
        TensorType strong = rankA > rankB ? a : b;
        TensorType yielding = rankA > rankB ? b : a;
        return strong.dtype.kind().compareTo(yielding.dtype.kind()) >= 0
                ? strong.dtype
                : DType.promote(strong.dtype, yielding.defaulted());
    }

    /** The same over three or more, each priority's dtypes promoted among themselves first. */
    public static DType promote(TensorType... types) {
        @Nullable TensorType[] byPriority = new @Nullable TensorType[3];
        for (TensorType type : types) {
            int priority = type.priority();
            @Nullable TensorType before = byPriority[priority];
            byPriority[priority] = before == null ? type : new TensorType(promote(before, type), type.shape, type.weak);
        }
        @Nullable TensorType result = null;
        for (@Nullable TensorType type : byPriority) {
            result = result == null || type == null
                    ? result == null ? type : result
                    : new TensorType(promote(result, type), type.shape, false);
        }
        return Objects.requireNonNull(result).dtype;
    }

    private int priority() {
        return weak ? 0 : shape.rank() == 0 ? 1 : 2;
    }

    /** A Java floating number counts as the default dtype. */
    private DType defaulted() {
        return weak && dtype == DType.FLOAT64 ? DType.getDefault() : dtype;
    }

    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
