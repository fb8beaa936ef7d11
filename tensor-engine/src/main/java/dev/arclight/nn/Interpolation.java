package dev.arclight.nn;

/** How {@link Functional#interpolate} makes the pixels between pixels. */
public enum Interpolation {
    /** The pixel at the place, rounded down. */
    NEAREST,
    /** The pixel whose centre is nearest. */
    NEAREST_EXACT,
    /** One spatial dimension, two pixels. */
    LINEAR,
    /** Two spatial dimensions, two pixels each way. */
    BILINEAR,
    /** Two spatial dimensions, four pixels each way with a = -0.75 (Keys 1981). */
    BICUBIC,
    /** Three spatial dimensions, two pixels each way. */
    TRILINEAR,
    /** The mean of the pixels covered, as adaptive pooling. */
    AREA
}
