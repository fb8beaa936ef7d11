package dev.arclight.op;

/**
 * The scalar definition of an elementwise operation on one operand: what happens to one element, per arithmetic.
 *
 * <p>Implementations are stateless or immutable values with {@code equals} and {@code hashCode} (records), because the
 * CPU backend compiles one loop per distinct value. Integer dtypes narrower than 64 bits use the {@code long} form and
 * wrap around to their width.
 */
public interface UnaryMap {
    float apply(float x);

    double apply(double x);

    long apply(long x);
}
