package dev.arclight.io.torch;

import dev.arclight.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * A class of PyTorch's storages.
 *
 * @param dtype of its elements, or null for bytes that the tensors over it give a meaning
 */
record StorageType(String name, @Nullable DType dtype) {
    /** The class that PyTorch's files name for a dtype, in module {@code torch}. */
    static String nameOf(DType dtype) {
        return switch (dtype) {
            case FLOAT64 -> "DoubleStorage";
            case FLOAT32 -> "FloatStorage";
            case FLOAT16 -> "HalfStorage";
            case BFLOAT16 -> "BFloat16Storage";
            case INT64 -> "LongStorage";
            case INT32 -> "IntStorage";
            case INT16 -> "ShortStorage";
            case INT8 -> "CharStorage";
            case UINT8 -> "ByteStorage";
            case BOOL -> "BoolStorage";
        };
    }

    /** Bytes of one of the storage's units. */
    int unit() {
        return dtype == null ? 1 : dtype.bytes();
    }
}
