package dev.arclight.tensor;

/** What {@link TensorRearranging#pad(int[], PadMode)} puts around a tensor. */
public enum PadMode {
    /** One number. */
    CONSTANT,
    /** What lies inside, mirrored at the outermost element, which is not repeated. */
    REFLECT,
    /** The outermost element. */
    REPLICATE,
    /** What lies at the opposite end. */
    CIRCULAR
}
