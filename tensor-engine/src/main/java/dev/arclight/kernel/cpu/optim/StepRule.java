package dev.arclight.kernel.cpu.optim;

/**
 * One step of an optimizer over a span of parameters, with PyTorch's formulas in PyTorch's order. All settings are
 * components; an implementation is a value and may be used by several threads on different spans.
 *
 * <p>The loops are plain and left to C2's vectorizer, which takes them when all arrays are indexed alike: parameters,
 * gradients and state have the same places. Numbers that depend on the settings alone are computed in double and
 * rounded to the arrays' dtype once, as PyTorch does. A choice that is the same for a whole span is either a factor
 * that changes nothing, or a loop of its own.
 */
public interface StepRule {
    /**
     * Moves {@code parameters[from … to)}.
     *
     * @param state what the optimizer remembers, an array for each kind in the order that the rule names; a kind that
     *     the settings do not need may be empty
     */
    void step(float[] parameters, float[] gradients, float[][] state, int from, int to);

    /** As {@link #step(float[], float[], float[][], int, int)} in float64. */
    void step(double[] parameters, double[] gradients, double[][] state, int from, int to);
}
