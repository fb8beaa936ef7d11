package dev.arclight.data.transforms;

/** How a picture is sampled between its pixels. */
public enum InterpolationMode {
    NEAREST,
    BILINEAR,
    BICUBIC
}
