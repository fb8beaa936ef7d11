package dev.arclight.op;

import dev.arclight.tensor.Shape;
import java.util.List;

/**
 * One call that every generic check runs an op through: attributes in the op, shapes and domains of its inputs.
 *
 * @param op the op with its attributes
 * @param inputs what to feed it
 */
public record Sample(Op op, List<Input> inputs) {
    /** Where an input's random numbers come from. */
    public enum Domain {
        /** Uniform in (-2, 2). */
        REAL,
        /** Uniform in (0.2, 2). */
        POSITIVE,
        /** Uniform in (0.1, 0.9). */
        PROBABILITY,
        /** (-2, -0.2) and (0.2, 2): away from kinks and poles. */
        NONZERO,
        /** As {@code NONZERO}, for operands that whole numbers are divided by: these have no result for 0. */
        DIVISOR,
        /** Uniform in (-0.9, 0.9). */
        UNIT,
        /** Uniform in (0.1, 0.9). */
        FRACTION,
        /** Uniform in (1.2, 3.2). */
        ABOVE_ONE,
        /** Distinct numbers at least 0.05 apart in random order: no ties for max and min. */
        DISTINCT,
        /** Whole numbers 0 … 1, as int64. */
        INDEX2,
        /** Whole numbers 0 … 2, as int64. */
        INDEX3,
        /** Whole numbers -127 … 127, as int8. */
        CODE,
        /** Uniform in (0.002, 0.01): what a step between codes is worth. */
        STEP,
        /** True or false. */
        BOOL
    }

    /** The shape and domain of one input. */
    public record Input(Shape shape, Domain domain) {}

    public static Sample of(Op op, Input... inputs) {
        return new Sample(op, List.of(inputs));
    }

    public static Input real(int... shape) {
        return new Input(Shape.of(shape), Domain.REAL);
    }

    public static Input positive(int... shape) {
        return new Input(Shape.of(shape), Domain.POSITIVE);
    }

    public static Input probability(int... shape) {
        return new Input(Shape.of(shape), Domain.PROBABILITY);
    }

    public static Input nonzero(int... shape) {
        return new Input(Shape.of(shape), Domain.NONZERO);
    }

    public static Input distinct(int... shape) {
        return new Input(Shape.of(shape), Domain.DISTINCT);
    }

    /** Indices below {@code bound}, which is 2 or 3. */
    public static Input index(int bound, int... shape) {
        return new Input(Shape.of(shape), bound == 2 ? Domain.INDEX2 : Domain.INDEX3);
    }

    public static Input code(int... shape) {
        return new Input(Shape.of(shape), Domain.CODE);
    }

    public static Input step(int... shape) {
        return new Input(Shape.of(shape), Domain.STEP);
    }

    public static Input bool(int... shape) {
        return new Input(Shape.of(shape), Domain.BOOL);
    }

    /** The usual samples of an elementwise op of one input: scalar, empty, odd and larger than a vector register. */
    static List<Sample> unary(Op op, Domain domain) {
        return List.of(
                of(op, new Input(Shape.of(), domain)),
                of(op, new Input(Shape.of(0, 3), domain)),
                of(op, new Input(Shape.of(2, 3), domain)),
                of(op, new Input(Shape.of(37), domain)));
    }

    /** The usual samples of an elementwise op of two inputs, every kind of broadcasting among them. */
    static List<Sample> binary(Op op, Domain left, Domain right) {
        return List.of(
                of(op, new Input(Shape.of(), left), new Input(Shape.of(), right)),
                of(op, new Input(Shape.of(2, 3), left), new Input(Shape.of(2, 3), right)),
                of(op, new Input(Shape.of(2, 3), left), new Input(Shape.of(3), right)),
                of(op, new Input(Shape.of(2, 1), left), new Input(Shape.of(1, 3), right)),
                of(op, new Input(Shape.of(), left), new Input(Shape.of(4, 5), right)),
                of(op, new Input(Shape.of(0, 3), left), new Input(Shape.of(3), right)),
                of(op, new Input(Shape.of(37), left), new Input(Shape.of(37), right)));
    }

    /** The usual samples of an elementwise op of three inputs. */
    static List<Sample> ternary(Op op, Domain first, Domain second, Domain third) {
        return List.of(
                of(op, new Input(Shape.of(), first), new Input(Shape.of(), second), new Input(Shape.of(), third)),
                of(
                        op,
                        new Input(Shape.of(2, 3), first),
                        new Input(Shape.of(2, 3), second),
                        new Input(Shape.of(2, 3), third)),
                of(op, new Input(Shape.of(2, 1), first), new Input(Shape.of(3), second), new Input(Shape.of(), third)),
                of(
                        op,
                        new Input(Shape.of(), first),
                        new Input(Shape.of(4, 1), second),
                        new Input(Shape.of(1, 5), third)),
                of(op, new Input(Shape.of(0, 3), first), new Input(Shape.of(3), second), new Input(Shape.of(1), third)),
                of(
                        op,
                        new Input(Shape.of(37), first),
                        new Input(Shape.of(37), second),
                        new Input(Shape.of(37), third)));
    }
}
