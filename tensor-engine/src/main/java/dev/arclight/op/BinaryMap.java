package dev.arclight.op;

/**
 * The scalar definition of an elementwise operation on two operands of one dtype: what happens to one pair of elements.
 *
 * <p>The contract on values, equality and narrow integers is that of {@link UnaryMap}.
 */
public interface BinaryMap {
    float apply(float a, float b);

    double apply(double a, double b);

    long apply(long a, long b);
}
