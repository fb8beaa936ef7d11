package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatBinaryFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The vector forms of {@link FloatBinaryFunction}, by the same names. */
enum VectorBinaryFunction {
    ADD {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.add(b);
        }
    },
    SUBTRACT {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.sub(b);
        }
    },
    MULTIPLY {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.mul(b);
        }
    },
    DIVIDE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.div(b);
        }
    },
    MAXIMUM {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.max(b);
        }
    },
    MINIMUM {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return a.min(b);
        }
    },
    WHERE_POSITIVE {
        @Override
        FloatVector apply(FloatVector a, FloatVector b) {
            return FloatVector.zero(VectorMath.FLOATS).blend(a, b.compare(VectorOperators.GT, 0f));
        }
    };

    abstract FloatVector apply(FloatVector a, FloatVector b);
}
