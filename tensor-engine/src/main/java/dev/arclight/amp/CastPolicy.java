package dev.arclight.amp;

/** In which dtype an op computes inside {@link Autocast}. float64 is never converted. */
enum CastPolicy {
    /** In the scope's 16-bit dtype: products, which gain most and lose least. */
    LOWER_PRECISION,

    /** In float32: what loses too much in 16 bits. */
    FLOAT32,

    /** In float32, giving the first result back in the dtype of the first input: normalization by a batch. */
    FLOAT32_AND_BACK,

    /** In float32 if any input is, else as it comes: what wants one dtype. */
    WIDEST,

    /** As it comes: both dtypes do, or the op's own promotion decides. */
    UNCHANGED,

    /** Not at all: its gradient leaves float16's range in the middle of the range of its input. */
    REFUSED
}
