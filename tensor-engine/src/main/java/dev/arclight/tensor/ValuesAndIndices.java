package dev.arclight.tensor;

/**
 * Elements that were picked along a dimension, and where they lay in it.
 *
 * @param values of the input's dtype
 * @param indices int64, of the same shape
 */
public record ValuesAndIndices(Tensor values, Tensor indices) {}
