package dev.arclight.tensor;

/**
 * The limits of a floating dtype, as {@code torch.finfo}.
 *
 * @param bits of one number
 * @param min the least finite number, {@code -max}
 * @param max the greatest finite number
 * @param eps what 1 and the next greater number differ by
 * @param tiny the least positive normal number; smaller ones have fewer digits
 * @param resolution {@code 10⁻ᵈ}, d being the decimal digits that are kept whatever the number
 */
public record FloatInfo(int bits, double min, double max, double eps, double tiny, double resolution) {
    /** The same as {@link #tiny}, under PyTorch's newer name. */
    public double smallestNormal() {
        return tiny;
    }
}
