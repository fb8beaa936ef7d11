package dev.arclight.graph;

import dev.arclight.kernel.AddedLayerNorm;
import dev.arclight.kernel.NormalizedConvolution;
import dev.arclight.op.Add;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.Conv2d;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.Linear;
import dev.arclight.op.LinearDynamic;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Joins a product and the elementwise function that alone reads its result, and before that a convolution and the normalisation by
 * constants that alone does; and a sum and the layer norm that reads it next.
 */
final class Fusion {
    private Fusion() {}

    static List<Step> of(Trace trace) {
        List<Step> steps = new ArrayList<>(trace.steps);
        for (int i = 0; i + 1 < steps.size(); i++) {
            if (isNormalized(trace, steps, steps.get(i), steps.get(i + 1))) {
                steps.set(i, normalized(steps.get(i), steps.get(i + 1)));
                steps.remove(i + 1);
            }
        }
        for (int i = 0; i + 1 < steps.size(); i++) {
            Step step = steps.get(i);
            Step next = steps.get(i + 1);
            if (isActivated(trace, steps, step, next)) {
                steps.set(i, step.followedBy(next));
                steps.remove(i + 1);
            } else if (isNormalizedSum(trace, step, next)) {
                steps.set(i, normalizedSum(step, next, isReadOnce(trace, steps, step.outputs()[0])));
                steps.remove(i + 1);
            }
        }
        return steps;
    }

    private static boolean isActivated(Trace trace, List<Step> steps, Step product, Step next) {
        return (product.op() instanceof Linear
                        || product.op() instanceof LinearDynamic
                        || product.op() instanceof Conv2d
                        || product.op() instanceof NormalizedConvolution)
                && product.then() == null
                && next.op() instanceof UnaryOp
                && next.inputs()[0] == product.outputs()[0]
                && sameType(trace, next)
                && (next.inPlace() || isReadOnce(trace, steps, product.outputs()[0]));
    }

    private static boolean isNormalized(Trace trace, List<Step> steps, Step product, Step next) {
        if (!(product.op() instanceof Conv2d)
                || !(next.op() instanceof BatchNormInference)
                || product.inPlace()
                || next.inPlace()
                || next.inputs()[0] != product.outputs()[0]
                || !isReadOnce(trace, steps, product.outputs()[0])) {
            return false;
        }
        return areFloatConstants(trace, next.inputs())
                && isFloat(trace, next.outputs()[0])
                && isFloat(trace, product.inputs()[0]);
    }

    private static boolean isFloat(Trace trace, int value) {
        return trace.values.get(value).dtype() == DType.FLOAT32;
    }

    private static Step normalized(Step product, Step norm) {
        int[] inputs = Arrays.copyOf(product.inputs(), product.inputs().length + NormalizedConvolution.CONSTANTS);
        System.arraycopy(norm.inputs(), 1, inputs, product.inputs().length, NormalizedConvolution.CONSTANTS);
        NormalizedConvolution op = new NormalizedConvolution((Conv2d) product.op(), (BatchNormInference) norm.op());
        return new Step(op, inputs, norm.outputs(), false);
    }

    /** Whether a step is the layer norm, by constants, of a sum of floats. */
    private static boolean isNormalizedSum(Trace trace, Step sum, Step norm) {
        if (!(sum.op() instanceof Add)
                || !(norm.op() instanceof LayerNorm)
                || sum.inPlace()
                || norm.inputs()[0] != sum.outputs()[0]) {
            return false;
        }
        return isFloat(trace, sum.inputs()[0])
                && isFloat(trace, sum.inputs()[1])
                && trace.values.get(sum.outputs()[0]).isContiguous()
                && areFloatConstants(trace, norm.inputs());
    }

    /** Whether the inputs after the first are. */
    private static boolean areFloatConstants(Trace trace, int[] inputs) {
        for (int i = 1; i < inputs.length; i++) {
            if (!trace.isConstant(trace.owner(inputs[i])) || !isFloat(trace, inputs[i])) {
                return false;
            }
        }
        return true;
    }

    private static Step normalizedSum(Step sum, Step norm, boolean readOnce) {
        int[] inputs = {sum.inputs()[0], sum.inputs()[1], norm.inputs()[1], norm.inputs()[2]};
        int[] normal = norm.outputs();
        int[] outputs = readOnce ? normal : new int[] {sum.outputs()[0], normal[0], normal[1], normal[2]};
        return new Step(new AddedLayerNorm((LayerNorm) norm.op(), !readOnce), inputs, outputs, false);
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
