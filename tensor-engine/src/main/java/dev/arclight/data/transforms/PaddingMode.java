package dev.arclight.data.transforms;

/** What lies beyond a picture's edge. */
public enum PaddingMode {
    /** A value. */
    CONSTANT,
    /** The last pixel again and again. */
    EDGE,
    /** The picture mirrored at its last pixel. */
    REFLECT,
    /** The picture mirrored behind its last pixel, which comes twice. */
    SYMMETRIC
}
