package dev.arclight.op;

/**
 * The scalar definition of an elementwise operation on three operands of one dtype.
 *
 * <p>The contract on values, equality and narrow integers is that of {@link UnaryMap}.
 */
public interface TernaryMap {
    float apply(float a, float b, float c);

    double apply(double a, double b, double c);

    long apply(long a, long b, long c);
}
