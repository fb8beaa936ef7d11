package dev.arclight.kernel.cpu;

import dev.arclight.op.CircularFunctions;
import dev.arclight.op.Functions;

/**
 * Functions of one float that have kernels of their own, for contiguous spans: {@link Loops#apply(FloatFunction, float[],
 * int, float[], int, int)}.
 *
 * <p>Each constant carries its scalar definition; the Vector API kernel gives the same bits (a NaN's payload apart). The
 * cheap ones stand here because C2 keeps a scalar loop when the offsets of operand and result differ.
 */
public enum FloatFunction {
    NEGATE {
        @Override
        public float apply(float x) {
            return -x;
        }
    },
    ABS {
        @Override
        public float apply(float x) {
            return Math.abs(x);
        }
    },
    SQUARE {
        @Override
        public float apply(float x) {
            return x * x;
        }
    },
    CUBE {
        @Override
        public float apply(float x) {
            return x * x * x;
        }
    },
    SQRT {
        @Override
        public float apply(float x) {
            return (float) Math.sqrt(x);
        }
    },
    RECIPROCAL {
        @Override
        public float apply(float x) {
            return 1 / x;
        }
    },
    RSQRT {
        @Override
        public float apply(float x) {
            return 1 / (float) Math.sqrt(x);
        }
    },
    /** The greater of the element and zero; a NaN stays. */
    RELU {
        @Override
        public float apply(float x) {
            return x <= 0 ? 0 : x;
        }
    },
    EXP {
        @Override
        public float apply(float x) {
            return Functions.exp(x);
        }
    },
    EXPM1 {
        @Override
        public float apply(float x) {
            return Functions.expm1(x);
        }
    },
    LOG {
        @Override
        public float apply(float x) {
            return Functions.log(x);
        }
    },
    LOG1P {
        @Override
        public float apply(float x) {
            return Functions.log1p(x);
        }
    },
    TANH {
        @Override
        public float apply(float x) {
            return Functions.tanh(x);
        }
    },
    SIGMOID {
        @Override
        public float apply(float x) {
            return Functions.sigmoid(x);
        }
    },
    SILU {
        @Override
        public float apply(float x) {
            return Functions.silu(x);
        }
    },
    SOFTPLUS {
        @Override
        public float apply(float x) {
            return Functions.softplus(x);
        }
    },
    ERF {
        @Override
        public float apply(float x) {
            return Functions.erf(x);
        }
    },
    ERFC {
        @Override
        public float apply(float x) {
            return Functions.erfc(x);
        }
    },
    GELU {
        @Override
        public float apply(float x) {
            return Functions.gelu(x);
        }
    },
    GELU_TANH {
        @Override
        public float apply(float x) {
            return Functions.geluTanh(x);
        }
    },
    SIN {
        @Override
        public float apply(float x) {
            return Functions.sin(x);
        }
    },
    COS {
        @Override
        public float apply(float x) {
            return Functions.cos(x);
        }
    },
    TAN {
        @Override
        public float apply(float x) {
            return CircularFunctions.tan(x);
        }
    };

    /** The scalar definition. */
    public abstract float apply(float x);
}
