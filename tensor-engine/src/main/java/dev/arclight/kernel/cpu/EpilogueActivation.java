package dev.arclight.kernel.cpu;

/** What an {@link Epilogue} does to each element after the bias. */
public enum EpilogueActivation {
    /** Leaves the element as it is. */
    NONE,
    /** {@code x ≤ 0 ? 0 : x}; NaN stays NaN, negative zero becomes zero. */
    RELU
}
