package dev.arclight.tensor;

/**
 * The limits of an integer dtype, as {@code torch.iinfo}.
 *
 * @param bits of one number
 * @param min the least number
 * @param max the greatest number
 */
public record IntegerInfo(int bits, long min, long max) {}
