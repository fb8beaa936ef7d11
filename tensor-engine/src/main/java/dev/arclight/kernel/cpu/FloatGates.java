package dev.arclight.kernel.cpu;

/**
 * {@link Gates} of floats as plain loops: for JVMs without the Vector API, for what is left over by vectors, and as the
 * oracle of tests. Activations are the kernels of {@link Loops}.
 */
public class FloatGates implements Gates<float[]> {
    @SuppressWarnings("unchecked") // The class that is named implements Gates of float arrays.
    static final Gates<float[]> CHOSEN = VectorSupport.choose(
            (Class<Gates<float[]>>) (Class<?>) Gates.class,
            "dev.arclight.kernel.cpu.vector.VectorGates",
            FloatGates::new);

    private static final FloatLoops.Unary SIGMOID = Loops.kernel(FloatFunction.SIGMOID);
    private static final FloatLoops.Unary TANH = Loops.kernel(FloatFunction.TANH);
    private static final FloatLoops.Unary RELU = Loops.kernel(FloatFunction.RELU);

    @Override
    public float[] make(int n) {
        return new float[n];
    }

    @Override
    public void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int n) {
        SIGMOID.run(x, xOffset, y, yOffset, n);
    }

    @Override
    public void tanh(float[] x, int xOffset, float[] y, int yOffset, int n) {
        TANH.run(x, xOffset, y, yOffset, n);
    }

    @Override
    public void relu(float[] x, int offset, int n) {
        RELU.run(x, offset, x, offset, n);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    @Override
    public void multiply(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
        }
    }

    @Override
    public void multiplyAdd(float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.fma(a[aOffset + i], b[bOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void cell(float[] gates, int gatesOffset, float[] c, int cOffset, int n) {
        cell(gates, gatesOffset, c, cOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    protected static void cell(float[] gates, int gatesOffset, float[] c, int cOffset, int from, int n) {
        for (int k = from; k < n; k++) {
            float i = gates[gatesOffset + k];
            float f = gates[gatesOffset + n + k];
            float g = gates[gatesOffset + 2 * n + k];
            c[cOffset + k] = Math.fma(f, c[cOffset + k], i * g);
        }
    }

    @Override
    public void cellBackward(
            float[] gates,
            int gatesOffset,
            float[] tanh,
            int tanhOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] dc,
            int dcOffset,
            float[] out,
            int outOffset,
            int n) {
        cellBackward(
                gates,
                gatesOffset,
                tanh,
                tanhOffset,
                before,
                beforeOffset,
                dh,
                dhOffset,
                dc,
                dcOffset,
                out,
                outOffset,
                0,
                n);
    }

    /** The elements from {@code from} on. */
    protected static void cellBackward(
            float[] gates,
            int gatesOffset,
            float[] tanh,
            int tanhOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] dc,
            int dcOffset,
            float[] out,
            int outOffset,
            int from,
            int n) {
        for (int k = from; k < n; k++) {
            float i = gates[gatesOffset + k];
            float f = gates[gatesOffset + n + k];
            float g = gates[gatesOffset + 2 * n + k];
            float o = gates[gatesOffset + 3 * n + k];
            float t = tanh[tanhOffset + k];
            float h = dh[dhOffset + k];
            float d = Math.fma(h * o, Math.fma(-t, t, 1), dc[dcOffset + k]);
            dc[dcOffset + k] = d * f;
            out[outOffset + k] = d * g * (i * (1 - i));
            out[outOffset + n + k] = d * before[beforeOffset + k] * (f * (1 - f));
            out[outOffset + 2 * n + k] = d * i * Math.fma(-g, g, 1);
            out[outOffset + 3 * n + k] = h * t * (o * (1 - o));
        }
    }

    @Override
    public void blend(float[] gates, int gatesOffset, float[] h, int hOffset, int n) {
        blend(gates, gatesOffset, h, hOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    protected static void blend(float[] gates, int gatesOffset, float[] h, int hOffset, int from, int n) {
        for (int k = from; k < n; k++) {
            float z = gates[gatesOffset + n + k];
            float fresh = gates[gatesOffset + 2 * n + k];
            h[hOffset + k] = Math.fma(z, h[hOffset + k] - fresh, fresh);
        }
    }

    @Override
    public void blendBackward(
            float[] gates,
            int gatesOffset,
            float[] hidden,
            int hiddenOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] out,
            int outOffset,
            float[] hiddenOut,
            int hiddenOutOffset,
            int n) {
        blendBackward(
                gates,
                gatesOffset,
                hidden,
                hiddenOffset,
                before,
                beforeOffset,
                dh,
                dhOffset,
                out,
                outOffset,
                hiddenOut,
                hiddenOutOffset,
                0,
                n);
    }

    /** The elements from {@code from} on. */
    protected static void blendBackward(
            float[] gates,
            int gatesOffset,
            float[] hidden,
            int hiddenOffset,
            float[] before,
            int beforeOffset,
            float[] dh,
            int dhOffset,
            float[] out,
            int outOffset,
            float[] hiddenOut,
            int hiddenOutOffset,
            int from,
            int n) {
        for (int k = from; k < n; k++) {
            float r = gates[gatesOffset + k];
            float z = gates[gatesOffset + n + k];
            float fresh = gates[gatesOffset + 2 * n + k];
            float d = dh[dhOffset + k];
            float dNew = d * (1 - z) * Math.fma(-fresh, fresh, 1);
            float dReset = dNew * hidden[hiddenOffset + k] * (r * (1 - r));
            float dUpdate = d * (before[beforeOffset + k] - fresh) * (z * (1 - z));
            dh[dhOffset + k] = d * z;
            out[outOffset + k] = dReset;
            out[outOffset + n + k] = dUpdate;
            out[outOffset + 2 * n + k] = dNew;
            hiddenOut[hiddenOutOffset + k] = dReset;
            hiddenOut[hiddenOutOffset + n + k] = dUpdate;
            hiddenOut[hiddenOutOffset + 2 * n + k] = dNew * r;
        }
    }

    @Override
    public void tanhBackward(float[] dh, int dhOffset, float[] y, int yOffset, float[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            float t = y[yOffset + i];
            out[outOffset + i] = dh[dhOffset + i] * Math.fma(-t, t, 1);
        }
    }

    @Override
    public void reluBackward(float[] dh, int dhOffset, float[] y, int yOffset, float[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = y[yOffset + i] > 0 ? dh[dhOffset + i] : 0;
        }
    }
}
