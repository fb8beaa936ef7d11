package dev.arclight.op;

/**
 * The scalar definition of a comparison of two operands of one dtype; the result is a BOOL element.
 *
 * <p>The contract on values and equality is that of {@link UnaryMap}.
 */
public interface BinaryTest {
    boolean test(float a, float b);

    boolean test(double a, double b);

    boolean test(long a, long b);
}
