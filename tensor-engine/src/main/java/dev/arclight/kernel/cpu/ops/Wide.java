package dev.arclight.kernel.cpu.ops;

import dev.arclight.tensor.DType;

/** In which dtype a kernel computes that has loops for float32, float64 and int64 only. */
final class Wide {
    private Wide() {}

    static DType dtype(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64 -> dtype;
            case BOOL, UINT8, INT8, INT16, INT32, INT64 -> DType.INT64;
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(dtype);
        };
    }
}
