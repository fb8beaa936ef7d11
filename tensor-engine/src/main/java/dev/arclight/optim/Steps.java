package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.StepRule;
import dev.arclight.tensor.Tensor;

/** Brings parameters and gradients before a {@link StepRule} in the way they lie. */
final class Steps {
    /** How many numbers are copied at a time where arrays are not indexed alike; all copies stay in the first cache. */
    private static final int CHUNK = 1024;

    private Steps() {}

    /** Moves a parameter. State tensors are contiguous and begin at the start of their memory. */
    static void apply(StepRule rule, Tensor parameter, Tensor grad, ParameterState state) {
        int n = parameter.numel();
        boolean plain = parameter.isContiguous() && grad.isContiguous();
        boolean aligned = plain && parameter.offset() == 0 && grad.offset() == 0;
        switch (parameter.dtype()) {
            case FLOAT32 -> {
                float[][] remembered = state.floats();
                if (aligned) {
                    rule.step(parameter.storage().floats(), grad.storage().floats(), remembered, 0, n);
                } else if (plain) {
                    chunks(rule, parameter.storage().floats(), parameter.offset(), grad, remembered, n);
                } else {
                    float[] values = parameter.detach().toFloatArray();
                    rule.step(values, grad.toFloatArray(), remembered, 0, n);
                    write(Tensor.of(values, parameter.shape().toArray()), parameter);
                }
            }
            case FLOAT64 -> {
                double[][] remembered = state.doubles();
                if (aligned) {
                    rule.step(parameter.storage().doubles(), grad.storage().doubles(), remembered, 0, n);
                } else if (plain) {
                    chunks(rule, parameter.storage().doubles(), parameter.offset(), grad, remembered, n);
                } else {
                    double[] values = parameter.detach().toDoubleArray();
                    rule.step(values, grad.toDoubleArray(), remembered, 0, n);
                    write(Tensor.of(values, parameter.shape().toArray()), parameter);
                }
            }
            case FLOAT16, BFLOAT16 -> widened(rule, parameter, grad, state);
            case INT64, INT32, INT16, INT8, UINT8, BOOL ->
                throw new IllegalStateException("a parameter of " + parameter.dtype());
        }
        parameter.storage().changed();
    }

    private static void write(Tensor values, Tensor target) {
        target.detach().copy_(values);
    }

    /** Computes in float32 and rounds parameter and state once. */
    private static void widened(StepRule rule, Tensor parameter, Tensor grad, ParameterState state) {
        int slots = state.slots();
        float[][] remembered = new float[slots][];
        for (int i = 0; i < slots; i++) {
            Tensor slot = state.slot(i);
            remembered[i] = slot == null ? new float[0] : slot.toFloatArray();
        }
        float[] values = parameter.detach().toFloatArray();
        rule.step(values, grad.toFloatArray(), remembered, 0, values.length);
        write(Tensor.of(values, parameter.shape().toArray()), parameter);
        for (int i = 0; i < slots; i++) {
            Tensor slot = state.slot(i);
            if (slot != null) {
                slot.copy_(Tensor.of(remembered[i], slot.shape().toArray()));
            }
        }
    }

    private static void chunks(StepRule rule, float[] parameters, int offset, Tensor grad, float[][] state, int n) {
        float[] gradients = grad.storage().floats();
        float[] p = new float[CHUNK];
        float[] g = new float[CHUNK];
        float[][] s = new float[state.length][CHUNK];
        for (int from = 0; from < n; from += CHUNK) {
            int length = Math.min(CHUNK, n - from);
            System.arraycopy(parameters, offset + from, p, 0, length);
            System.arraycopy(gradients, grad.offset() + from, g, 0, length);
            for (int i = 0; i < s.length; i++) {
                if (state[i].length > 0) {
                    System.arraycopy(state[i], from, s[i], 0, length);
                }
            }
            rule.step(p, g, s, 0, length);
            System.arraycopy(p, 0, parameters, offset + from, length);
            for (int i = 0; i < s.length; i++) {
                if (state[i].length > 0) {
                    System.arraycopy(s[i], 0, state[i], from, length);
                }
            }
        }
    }

    private static void chunks(StepRule rule, double[] parameters, int offset, Tensor grad, double[][] state, int n) {
        double[] gradients = grad.storage().doubles();
        double[] p = new double[CHUNK];
        double[] g = new double[CHUNK];
        double[][] s = new double[state.length][CHUNK];
        for (int from = 0; from < n; from += CHUNK) {
            int length = Math.min(CHUNK, n - from);
            System.arraycopy(parameters, offset + from, p, 0, length);
            System.arraycopy(gradients, grad.offset() + from, g, 0, length);
            for (int i = 0; i < s.length; i++) {
                if (state[i].length > 0) {
                    System.arraycopy(state[i], from, s[i], 0, length);
                }
            }
            rule.step(p, g, s, 0, length);
            System.arraycopy(p, 0, parameters, offset + from, length);
            for (int i = 0; i < s.length; i++) {
                if (state[i].length > 0) {
                    System.arraycopy(s[i], 0, state[i], from, length);
                }
            }
        }
    }
}
