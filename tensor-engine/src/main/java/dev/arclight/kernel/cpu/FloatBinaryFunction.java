package dev.arclight.kernel.cpu;

/**
 * Functions of two floats that have kernels of their own, for contiguous spans and scalar operands:
 * {@link Loops#apply(FloatBinaryFunction, float[], int, int, float[], int, int, float[], int, int)}.
 *
 * <p>What is said of {@link FloatFunction} holds here.
 */
public enum FloatBinaryFunction {
    ADD {
        @Override
        public float apply(float a, float b) {
            return a + b;
        }
    },
    SUBTRACT {
        @Override
        public float apply(float a, float b) {
            return a - b;
        }
    },
    MULTIPLY {
        @Override
        public float apply(float a, float b) {
            return a * b;
        }
    },
    DIVIDE {
        @Override
        public float apply(float a, float b) {
            return a / b;
        }
    },
    /** The greater one; NaN if either is, and 0 is greater than −0. */
    MAXIMUM {
        @Override
        public float apply(float a, float b) {
            return Math.max(a, b);
        }
    },
    /** The lesser one; NaN if either is, and −0 is less than 0. */
    MINIMUM {
        @Override
        public float apply(float a, float b) {
            return Math.min(a, b);
        }
    },
    /** The first where the second is positive or NaN, else zero: the gradient of the rectifier from its result or operand. */
    WHERE_POSITIVE {
        @Override
        public float apply(float a, float b) {
            return b <= 0 ? 0 : a;
        }
    };

    /** The scalar definition. */
    public abstract float apply(float a, float b);
}
