package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;

/**
 * A tensor in another dtype with its values scaled to that dtype's range, as {@code
 * torchvision.transforms.ConvertImageDtype}: floating images go from 0 to 1, whole ones from 0 to the dtype's largest.
 */
public final class ConvertImageDtype implements Transform {
    private final DType dtype;

    public ConvertImageDtype(DType dtype) {
        this.dtype = dtype;
    }

    /** @throws DTypeException if float numbers are to become whole ones that they cannot tell apart */
    @Override
    public Tensor apply(Object image) {
        if (!(image instanceof Tensor tensor)) {
            throw new ArclightException("ConvertImageDtype: a "
                    + image.getClass().getName() + " is no tensor;" + " put PILToTensor or ToTensor before it");
        }
        DType from = tensor.dtype();
        if (from == dtype) {
            return tensor;
        }
        if (from.isFloating()) {
            return dtype.isFloating() ? tensor.to(dtype) : fromUnit(tensor);
        }
        if (dtype.isFloating()) {
            return tensor.to(dtype).div(most(from));
        }
        return rescaled(tensor);
    }

    private Tensor fromUnit(Tensor tensor) {
        DType from = tensor.dtype();
        boolean tooCoarse = from == DType.FLOAT32 && (dtype == DType.INT32 || dtype == DType.INT64)
                || from == DType.FLOAT64 && dtype == DType.INT64;
        if (tooCoarse) {
            throw new DTypeException("ConvertImageDtype: " + from + " to " + dtype
                    + " cannot be done safely: it has too few digits; convert to a narrower dtype");
        }
        // A little less than one more than the largest, so that each whole number is as likely, as torchvision has it.
        return tensor.mul(most(dtype) + 1.0 - 1e-3).to(dtype);
    }

    private Tensor rescaled(Tensor tensor) {
        long from = most(tensor.dtype());
        long to = most(dtype);
        if (from > to) {
            return tensor.div((from + 1) / (to + 1), "floor").to(dtype);
        }
        return tensor.to(dtype).mul((to + 1) / (from + 1));
    }

    private static long most(DType dtype) {
        return switch (dtype) {
            case UINT8 -> 255;
            case INT8 -> Byte.MAX_VALUE;
            case INT16 -> Short.MAX_VALUE;
            case INT32 -> Integer.MAX_VALUE;
            case INT64 -> Long.MAX_VALUE;
            case BOOL, FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> 1;
        };
    }

    @Override
    public String toString() {
        return "ConvertImageDtype(" + dtype + ")";
    }
}
