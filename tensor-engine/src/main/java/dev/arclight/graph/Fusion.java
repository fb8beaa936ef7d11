package dev.arclight.graph;

import dev.arclight.op.Conv2d;
import dev.arclight.op.Linear;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.UnaryOp;
import java.util.ArrayList;
import java.util.List;

/** Joins a product and the elementwise function that alone reads its result. */
final class Fusion {
    private Fusion() {}

    static List<Step> of(Trace trace) {
        List<Step> steps = new ArrayList<>(trace.steps);
        for (int i = 0; i + 1 < steps.size(); i++) {
            Step product = steps.get(i);
            Step next = steps.get(i + 1);
            if ((product.op() instanceof Linear
                            || product.op() instanceof LinearDynamic
                            || product.op() instanceof Conv2d)
                    && product.then() == null
                    && next.op() instanceof UnaryOp
                    && next.inputs()[0] == product.outputs()[0]
                    && sameType(trace, next)
                    && (next.inPlace() || isReadOnce(trace, steps, product.outputs()[0]))) {
                steps.set(i, product.followedBy(next));
                steps.remove(i + 1);
            }
        }
        return steps;
    }

    /** Integers become floating in some functions. */
    private static boolean sameType(Trace trace, Step step) {
        return trace.values.get(step.inputs()[0]).dtype()
                == trace.values.get(step.outputs()[0]).dtype();
    }

    private static boolean isReadOnce(Trace trace, List<Step> steps, int value) {
        int reads = 0;
        for (Step step : steps) {
            for (int input : step.inputs()) {
                reads += trace.owner(input) == value ? 1 : 0;
            }
        }
        for (int output : trace.outputs()) {
            reads += trace.owner(output) == value ? 1 : 0;
        }
        return reads == 1;
    }
}
