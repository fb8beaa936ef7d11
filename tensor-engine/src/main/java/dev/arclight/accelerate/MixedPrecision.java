package dev.arclight.accelerate;

import dev.arclight.tensor.DType;

/** What an {@link Accelerator} computes in. */
public enum MixedPrecision {
    /** float32. */
    NO(DType.FLOAT32),

    /** float16 where that is safe, with a {@link dev.arclight.amp.GradScaler}. */
    FP16(DType.FLOAT16),

    /** bfloat16 where that is safe. */
    BF16(DType.BFLOAT16);

    private final DType dtype;

    MixedPrecision(DType dtype) {
        this.dtype = dtype;
    }

    DType dtype() {
        return dtype;
    }
}
