package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The vector forms of {@link FloatFunction}, by the same names. */
enum VectorFunction {
    NEGATE {
        @Override
        FloatVector apply(FloatVector x) {
            return x.neg();
        }
    },
    ABS {
        @Override
        FloatVector apply(FloatVector x) {
            return x.abs();
        }
    },
    SQUARE {
        @Override
        FloatVector apply(FloatVector x) {
            return x.mul(x);
        }
    },
    SQRT {
        @Override
        FloatVector apply(FloatVector x) {
            return x.lanewise(VectorOperators.SQRT);
        }
    },
    RECIPROCAL {
        @Override
        FloatVector apply(FloatVector x) {
            return FloatVector.broadcast(VectorMath.FLOATS, 1f).div(x);
        }
    },
    RSQRT {
        @Override
        FloatVector apply(FloatVector x) {
            return FloatVector.broadcast(VectorMath.FLOATS, 1f).div(x.lanewise(VectorOperators.SQRT));
        }
    },
    RELU {
        @Override
        FloatVector apply(FloatVector x) {
            return x.blend(0f, x.compare(VectorOperators.LE, 0f));
        }
    },
    EXP {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.exp(x);
        }
    },
    EXPM1 {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.expm1(x);
        }
    },
    LOG {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.log(x);
        }
    },
    LOG1P {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.log1p(x);
        }
    },
    TANH {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.tanh(x);
        }
    },
    SIGMOID {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.sigmoid(x);
        }
    },
    SILU {
        @Override
        FloatVector apply(FloatVector x) {
            return x.mul(VectorMath.sigmoid(x));
        }
    },
    SOFTPLUS {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.softplus(x);
        }
    },
    ERF {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.erf(x);
        }
    },
    ERFC {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.erfc(x);
        }
    },
    GELU {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.gelu(x);
        }
    },
    GELU_TANH {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.geluTanh(x);
        }
    },
    SIN {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.sin(x);
        }

        @Override
        boolean takes(FloatVector x) {
            return VectorMath.isTrigonometricRange(x);
        }
    },
    COS {
        @Override
        FloatVector apply(FloatVector x) {
            return VectorMath.cos(x);
        }

        @Override
        boolean takes(FloatVector x) {
            return VectorMath.isTrigonometricRange(x);
        }
    };

    abstract FloatVector apply(FloatVector x);

    /** Whether {@link #apply} can compute all lanes; where it cannot, the scalar definition computes them. */
    boolean takes(FloatVector x) {
        return true;
    }
}
