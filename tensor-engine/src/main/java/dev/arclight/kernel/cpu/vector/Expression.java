package dev.arclight.kernel.cpu.vector;

import java.util.List;

/**
 * A vector in a formula: how it comes from other vectors, by a method of the Vector API. {@link Floats}, {@link Ints} and
 * {@link Mask} give these methods the names that they have there; {@link LoopWriter} makes a loop of the whole.
 */
abstract class Expression {
    static final String API = "jdk/incubator/vector/";
    static final String VECTOR = "L" + API + "Vector;";
    static final String FLOAT_VECTOR = "L" + API + "FloatVector;";
    static final String INT_VECTOR = "L" + API + "IntVector;";
    static final String MASK = "L" + API + "VectorMask;";

    /** Where a vector comes from. */
    sealed interface Source {}

    /** The n-th operand of the formula. */
    record Operand(int index) implements Source {}

    /** The n-th parameter: a number that is the same for all elements of a call. */
    record Parameter(int index) implements Source {}

    record FloatConstant(float value) implements Source {}

    record IntConstant(int value) implements Source {}

    /** The other species' mask of the same lanes. */
    record MaskCast(Expression mask, boolean toInts) implements Source {}

    /**
     * A call on the first of {@code inputs}.
     *
     * @param operator the constant of {@code VectorOperators} that is the first argument, or ""
     * @param inputs the receiver and the arguments that are vectors
     * @param numbers what comes last, if anything: an int
     */
    record Call(
            String owner,
            String name,
            String descriptor,
            String operator,
            List<Expression> inputs,
            List<Integer> numbers)
            implements Source {}

    private final Source source;

    Expression(Source source) {
        this.source = source;
    }

    final Source source() {
        return source;
    }

    static Call call(String owner, String name, String descriptor, Expression... inputs) {
        return new Call(API + owner, name, descriptor, "", List.of(inputs), List.of());
    }

    static Call compare(String owner, String operator, Expression left, Expression right) {
        String descriptor = "(L" + API + "VectorOperators$Comparison;" + VECTOR + ")" + MASK;
        return new Call(API + owner, "compare", descriptor, operator, List.of(left, right), List.of());
    }
}
