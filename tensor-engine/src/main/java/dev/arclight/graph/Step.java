package dev.arclight.graph;

import dev.arclight.op.Op;
import dev.arclight.op.ViewOp;
import org.jspecify.annotations.Nullable;

/**
 * One call.
 *
 * @param inputs the numbers of its values
 * @param outputs the numbers of its results; of a call in place that of its first input
 * @param then what is done to the first result while it is in cache, or null
 */
record Step(
        Op op,
        int[] inputs,
        int[] outputs,
        boolean inPlace,
        @Nullable Op then) {
    Step(Op op, int[] inputs, int[] outputs, boolean inPlace) {
        this(op, inputs, outputs, inPlace, null);
    }

    boolean isView() {
        return op instanceof ViewOp;
    }

    /** This step followed by another one, whose result takes the place of its own. */
    Step followedBy(Step activation) {
        int[] results = outputs.clone();
        results[0] = activation.outputs[0];
        return new Step(op, inputs, results, inPlace, activation.op);
    }
}
