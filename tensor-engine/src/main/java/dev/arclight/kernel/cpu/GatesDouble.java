package dev.arclight.kernel.cpu;

import dev.arclight.op.Functions;

/** {@link Gates} of doubles, as plain loops. */
final class GatesDouble implements Gates<double[]> {
    @Override
    public double[] make(int n) {
        return new double[n];
    }

    @Override
    public void sigmoid(double[] x, int xOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Functions.sigmoid(x[xOffset + i]);
        }
    }

    @Override
    public void tanh(double[] x, int xOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.tanh(x[xOffset + i]);
        }
    }

    @Override
    public void relu(double[] x, int offset, int n) {
        for (int i = offset; i < offset + n; i++) {
            x[i] = x[i] <= 0 ? 0 : x[i];
        }
    }

    @Override
    public void add(double[] x, int xOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] += x[xOffset + i];
        }
    }

    @Override
    public void multiply(double[] a, int aOffset, double[] b, int bOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
        }
    }

    @Override
    public void multiplyAdd(double[] a, int aOffset, double[] b, int bOffset, double[] y, int yOffset, int n) {
        for (int i = 0; i < n; i++) {
            y[yOffset + i] = Math.fma(a[aOffset + i], b[bOffset + i], y[yOffset + i]);
        }
    }

    @Override
    public void cell(double[] gates, int gatesOffset, double[] c, int cOffset, int n) {
        cell(gates, gatesOffset, c, cOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    private static void cell(double[] gates, int gatesOffset, double[] c, int cOffset, int from, int n) {
        for (int k = from; k < n; k++) {
            double i = gates[gatesOffset + k];
            double f = gates[gatesOffset + n + k];
            double g = gates[gatesOffset + 2 * n + k];
            c[cOffset + k] = Math.fma(f, c[cOffset + k], i * g);
        }
    }

    @Override
    public void cellBackward(
            double[] gates,
            int gatesOffset,
            double[] tanh,
            int tanhOffset,
            double[] before,
            int beforeOffset,
            double[] dh,
            int dhOffset,
            double[] dc,
            int dcOffset,
            double[] out,
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
    private static void cellBackward(
            double[] gates,
            int gatesOffset,
            double[] tanh,
            int tanhOffset,
            double[] before,
            int beforeOffset,
            double[] dh,
            int dhOffset,
            double[] dc,
            int dcOffset,
            double[] out,
            int outOffset,
            int from,
            int n) {
        for (int k = from; k < n; k++) {
            double i = gates[gatesOffset + k];
            double f = gates[gatesOffset + n + k];
            double g = gates[gatesOffset + 2 * n + k];
            double o = gates[gatesOffset + 3 * n + k];
            double t = tanh[tanhOffset + k];
            double h = dh[dhOffset + k];
            double d = Math.fma(h * o, Math.fma(-t, t, 1), dc[dcOffset + k]);
            dc[dcOffset + k] = d * f;
            out[outOffset + k] = d * g * (i * (1 - i));
            out[outOffset + n + k] = d * before[beforeOffset + k] * (f * (1 - f));
            out[outOffset + 2 * n + k] = d * i * Math.fma(-g, g, 1);
            out[outOffset + 3 * n + k] = h * t * (o * (1 - o));
        }
    }

    @Override
    public void blend(double[] gates, int gatesOffset, double[] h, int hOffset, int n) {
        blend(gates, gatesOffset, h, hOffset, 0, n);
    }

    /** The elements from {@code from} on. */
    private static void blend(double[] gates, int gatesOffset, double[] h, int hOffset, int from, int n) {
        for (int k = from; k < n; k++) {
            double z = gates[gatesOffset + n + k];
            double fresh = gates[gatesOffset + 2 * n + k];
            h[hOffset + k] = Math.fma(z, h[hOffset + k] - fresh, fresh);
        }
    }

    @Override
    public void blendBackward(
            double[] gates,
            int gatesOffset,
            double[] hidden,
            int hiddenOffset,
            double[] before,
            int beforeOffset,
            double[] dh,
            int dhOffset,
            double[] out,
            int outOffset,
            double[] hiddenOut,
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
    private static void blendBackward(
            double[] gates,
            int gatesOffset,
            double[] hidden,
            int hiddenOffset,
            double[] before,
            int beforeOffset,
            double[] dh,
            int dhOffset,
            double[] out,
            int outOffset,
            double[] hiddenOut,
            int hiddenOutOffset,
            int from,
            int n) {
        for (int k = from; k < n; k++) {
            double r = gates[gatesOffset + k];
            double z = gates[gatesOffset + n + k];
            double fresh = gates[gatesOffset + 2 * n + k];
            double d = dh[dhOffset + k];
            double dNew = d * (1 - z) * Math.fma(-fresh, fresh, 1);
            double dReset = dNew * hidden[hiddenOffset + k] * (r * (1 - r));
            double dUpdate = d * (before[beforeOffset + k] - fresh) * (z * (1 - z));
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
    public void tanhBackward(double[] dh, int dhOffset, double[] y, int yOffset, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            double t = y[yOffset + i];
            out[outOffset + i] = dh[dhOffset + i] * Math.fma(-t, t, 1);
        }
    }

    @Override
    public void reluBackward(double[] dh, int dhOffset, double[] y, int yOffset, double[] out, int outOffset, int n) {
        for (int i = 0; i < n; i++) {
            out[outOffset + i] = y[yOffset + i] > 0 ? dh[dhOffset + i] : 0;
        }
    }
}
