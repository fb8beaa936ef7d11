package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.cpu.Gates;
import dev.arclight.op.GruDynamic;
import dev.arclight.op.LstmDynamic;
import dev.arclight.op.SequenceWalk;
import dev.arclight.tensor.Tensor;

/**
 * Recurrent layers with int8 weights over whole sequences: one product for the inputs of all steps, one a step for the states.
 * All inputs are contiguous; running a call again allocates nothing.
 */
final class QuantizedRecurrence {
    private static final Gates<float[]> GATES = Gates.FLOATS;

    private QuantizedRecurrence() {}

    /** Codes and scales of one weight. */
    private record Factor(Int8Weight weight, float[] scales, int offset) {
        static Factor of(Tensor codes, Tensor scale) {
            return new Factor(Int8Weight.of(codes), scale.storage().floats(), scale.offset());
        }

        void multiply(int rows, float[] x, int xOffset, Tensor bias, float[] out) {
            float[] shifts = bias.storage().floats();
            weight.multiply(rows, x, xOffset, scales, offset, shifts, bias.offset(), out, 0);
        }

        void multiply(int rows, float[] x, float[] out) {
            weight.multiply(rows, x, 0, scales, offset, Int8Weight.NO_SHIFTS, 0, out, 0);
        }

        void multiplyAdd(int rows, float[] x, float[] out, int outOffset) {
            weight.multiplyAdd(rows, x, 0, scales, offset, out, outOffset);
        }
    }

    private static void start(Tensor initial, float[] state) {
        System.arraycopy(initial.storage().floats(), initial.offset(), state, 0, initial.numel());
    }

    static BoundCall lstm(LstmDynamic op, Tensor[] in, Tensor[] out) {
        SequenceWalk walk = SequenceWalk.of("lstmDynamic", in[0].shape(), op.batchSizes(), in[1].size(0), op.reverse());
        boolean projected = in.length > 8;
        int scales = projected ? 7 : 6;
        int n = in[2].size(1);
        int width = in[1].size(1);
        Factor input = Factor.of(in[3], in[scales]);
        Factor hidden = Factor.of(in[4], in[scales + 1]);
        Factor narrow = projected ? Factor.of(in[6], in[scales + 2]) : null;
        float[] x = in[0].storage().floats();
        float[] gates = new float[walk.rows() * 4 * n];
        float[] raw = new float[walk.batch() * n];
        float[] y = out[0].storage().floats();
        float[] h = out[1].storage().floats();
        float[] c = out[2].storage().floats();
        return () -> {
            start(in[1], h);
            start(in[2], c);
            input.multiply(walk.rows(), x, in[0].offset(), in[5], gates);
            for (int i = 0; i < walk.steps(); i++) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                hidden.multiplyAdd(size, h, gates, start * 4 * n);
                for (int b = 0; b < size; b++) {
                    int at = (start + b) * 4 * n;
                    GATES.sigmoid(gates, at, gates, at, 2 * n);
                    GATES.tanh(gates, at + 2 * n, gates, at + 2 * n, n);
                    GATES.sigmoid(gates, at + 3 * n, gates, at + 3 * n, n);
                    GATES.cell(gates, at, c, b * n, n);
                    GATES.tanh(c, b * n, raw, b * n, n);
                    GATES.multiply(gates, at + 3 * n, raw, b * n, raw, b * n, n);
                }
                if (narrow == null) {
                    System.arraycopy(raw, 0, h, 0, size * n);
                } else {
                    narrow.multiply(size, raw, h);
                }
                System.arraycopy(h, 0, y, start * width, size * width);
            }
        };
    }

    static BoundCall gru(GruDynamic op, Tensor[] in, Tensor[] out) {
        SequenceWalk walk = SequenceWalk.of("gruDynamic", in[0].shape(), op.batchSizes(), in[1].size(0), op.reverse());
        int n = in[1].size(1);
        Factor input = Factor.of(in[2], in[6]);
        Factor hidden = Factor.of(in[3], in[7]);
        float[] x = in[0].storage().floats();
        float[] gates = new float[walk.rows() * 3 * n];
        float[] own = new float[walk.batch() * 3 * n];
        float[] y = out[0].storage().floats();
        float[] h = out[1].storage().floats();
        return () -> {
            start(in[1], h);
            input.multiply(walk.rows(), x, in[0].offset(), in[4], gates);
            for (int i = 0; i < walk.steps(); i++) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                hidden.multiply(size, h, 0, in[5], own);
                for (int b = 0; b < size; b++) {
                    int at = (start + b) * 3 * n;
                    GATES.add(own, b * 3 * n, gates, at, 2 * n);
                    GATES.sigmoid(gates, at, gates, at, 2 * n);
                    GATES.multiplyAdd(gates, at, own, b * 3 * n + 2 * n, gates, at + 2 * n, n);
                    GATES.tanh(gates, at + 2 * n, gates, at + 2 * n, n);
                    GATES.blend(gates, at, h, b * n, n);
                }
                System.arraycopy(h, 0, y, start * n, size * n);
            }
        };
    }
}
