package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Gates;
import dev.arclight.kernel.cpu.PackedB;
import dev.arclight.kernel.cpu.RightFactor;
import dev.arclight.kernel.cpu.StepProduct;
import dev.arclight.op.Gru;
import dev.arclight.op.GruBackward;
import dev.arclight.op.Lstm;
import dev.arclight.op.LstmBackward;
import dev.arclight.op.Op;
import dev.arclight.op.Rnn;
import dev.arclight.op.RnnBackward;
import dev.arclight.op.SequenceWalk;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Recurrent layers over whole sequences: one product for the inputs of all steps, or of each step where it has many rows, one a
 * step for the states by weights that are packed once, gates in passes over rows that stay in the first cache; back, one product a step, and one each for the
 * gradients of weights and inputs of all steps.
 */
final class RecurrentKernels {
    private RecurrentKernels() {}

    static void lstm(Op op, Tensor[] inputs, Tensor[] outputs) {
        Lstm lstm = (Lstm) op;
        run(kernels -> kernels.lstm(lstm.batchSizes(), lstm.reverse(), outputs), inputs);
    }

    static void lstmBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        LstmBackward lstm = (LstmBackward) op;
        run(kernels -> kernels.lstmBackward(lstm.batchSizes(), lstm.reverse(), outputs), inputs);
    }

    static void gru(Op op, Tensor[] inputs, Tensor[] outputs) {
        Gru gru = (Gru) op;
        run(kernels -> kernels.gru(gru.batchSizes(), gru.reverse(), outputs), inputs);
    }

    static void gruBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        GruBackward gru = (GruBackward) op;
        run(kernels -> kernels.gruBackward(gru.batchSizes(), gru.reverse(), outputs), inputs);
    }

    static void rnn(Op op, Tensor[] inputs, Tensor[] outputs) {
        Rnn rnn = (Rnn) op;
        run(kernels -> kernels.rnn(rnn.batchSizes(), rnn.reverse(), rnn.relu(), outputs), inputs);
    }

    static void rnnBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        RnnBackward rnn = (RnnBackward) op;
        run(kernels -> kernels.rnnBackward(rnn.batchSizes(), rnn.reverse(), rnn.relu(), outputs), inputs);
    }

    private interface Body {
        void run(Typed<?> kernels);
    }

    private static void run(Body body, Tensor[] inputs) {
        Tensor[] plain = new Tensor[inputs.length];
        for (int i = 0; i < plain.length; i++) {
            plain[i] = Copies.contiguous(inputs[i]);
        }
        body.run(
                plain[0].dtype() == DType.FLOAT64
                        ? new Typed<>(Gates.DOUBLES, RightFactor.DOUBLES, plain)
                        : new Typed<>(Gates.FLOATS, RightFactor.FLOATS, plain));
    }

    /** One call, on arrays of the type that it computes in. All inputs are contiguous. */
    private static final class Typed<A> {
        private final Gates<A> gates;
        private final RightFactor.Maker<A> factors;
        private final Tensor[] in;

        Typed(Gates<A> gates, RightFactor.Maker<A> factors, Tensor[] in) {
            this.gates = gates;
            this.factors = factors;
            this.in = in;
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // The dtype decided which kernels were chosen.
        private static <A> A array(Tensor tensor) {
            return (A) tensor.storage().array();
        }

        /** The transpose of a weight {@code [n, k]}, to be multiplied from the left by rows of k. */
        private RightFactor<A> transposed(Tensor weight, boolean reused) {
            int n = weight.size(0);
            int k = weight.size(1);
            PackedB kept = reused ? KeptPanels.ofTranspose(weight) : null;
            return kept != null ? packed(kept) : factors.of(k, n, array(weight), weight.offset(), 1, k, reused);
        }

        /** The transpose of a weight of floats, as {@link #transposed}. */
        private static PackedB panels(Tensor weight) {
            PackedB kept = KeptPanels.ofTranspose(weight);
            int n = weight.size(0);
            int k = weight.size(1);
            return kept != null ? kept : PackedB.pack(k, n, weight.storage().floats(), weight.offset(), 1, k);
        }

        @SuppressWarnings("unchecked") // Asked for where A is an array of floats.
        private A floats(float[] array) {
            return (A) array;
        }

        @SuppressWarnings("unchecked") // Only floats have panels that are kept.
        private RightFactor<A> packed(PackedB panels) {
            return (RightFactor<A>) RightFactor.of(panels);
        }

        private RightFactor<A> plain(Tensor weight, boolean reused) {
            int k = weight.size(0);
            int n = weight.size(1);
            return factors.of(k, n, array(weight), weight.offset(), n, 1, reused);
        }

        /** {@code out = x·weightᵀ + bias} for the rows of some steps at a time, so that they stay in the second cache. */
        private final class Projection {
            /** Rows that are projected at a time: 64 of 256 features and their 4 gates are 320 KiB. */
            private static final int ROWS = 64;

            private final SequenceWalk walk;
            private final RightFactor<A> factor;
            private final Tensor x;
            private final Tensor bias;
            private final A out;
            private final int rows;
            private int done;

            Projection(SequenceWalk walk, Tensor x, Tensor weight, Tensor bias, A out) {
                this.walk = walk;
                this.x = x;
                this.bias = bias;
                this.out = out;
                boolean reused = walk.rows() > ROWS && gates == Gates.FLOATS;
                this.factor = transposed(weight, reused);
                // A factor that is not packed beforehand is packed by each product.
                this.rows = reused ? ROWS : walk.rows();
            }

            /** Computes the rows of the i-th step of the walk, and of some that follow, if they are not there. */
            void reach(int i) {
                if (i < done) {
                    return;
                }
                int t = walk.step(i);
                int from = walk.start(t);
                int to = from + walk.size(t);
                for (done = i + 1; done < walk.steps() && to - from < rows; done++) {
                    t = walk.step(done);
                    from = Math.min(from, walk.start(t));
                    to = Math.max(to, walk.start(t) + walk.size(t));
                }
                int width = bias.numel();
                for (int row = from; row < to; row++) {
                    System.arraycopy(array(bias), bias.offset(), out, row * width, width);
                }
                int k = x.size(-1);
                factor.multiply(to - from, array(x), x.offset() + from * k, k, 1, out, from * width, width, true);
            }
        }

        /**
         * The sums of gates of one step after the other: bias, what the inputs add, and what the states add. Where a step has many
         * rows its sums are made in one place for all steps, which stays in the second cache; otherwise the inputs of some
         * steps are projected at a time.
         */
        private final class StepGates {
            /**
             * Rows from which on a product of one step's rows alone runs at full speed, its weight coming from the third cache:
             * measured 105 GFLOP/s at 16 rows of 768×768, 102 at 8, 77 at 2.
             */
            private static final int ENOUGH_ROWS = 16;

            private final SequenceWalk walk;
            private final Tensor x;
            private final int width;
            private final @Nullable StepProduct product;
            private final @Nullable Projection projection;
            private final @Nullable RightFactor<A> hidden;
            private final A sums;

            /** @param all room for the sums of all steps, or null */
            StepGates(SequenceWalk walk, Tensor x, Tensor weightIh, Tensor weightHh, Tensor bias, @Nullable A all) {
                this.walk = walk;
                this.x = x;
                this.width = bias.numel();
                if (walk.batch() >= ENOUGH_ROWS && walk.steps() > 1 && gates == Gates.FLOATS && x.size(-1) > 0) {
                    product = new StepProduct(
                            walk.batch(),
                            panels(weightIh),
                            panels(weightHh),
                            bias.storage().floats(),
                            bias.offset());
                    projection = null;
                    hidden = null;
                    sums = floats(product.sums());
                } else {
                    product = null;
                    sums = all != null ? all : scratch(walk.rows() * width);
                    projection = new Projection(walk, x, weightIh, bias, sums);
                    hidden = transposed(weightHh, true);
                }
            }

            /** Computes the sums of the i-th step of the walk from the states before it, one after the other. */
            void reach(int i, A h, int state) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                if (product != null) {
                    int k = x.size(-1);
                    product.multiply(size, x.storage().floats(), x.offset() + start * k, (float[]) h, 0);
                    return;
                }
                Objects.requireNonNull(projection).reach(i);
                Objects.requireNonNull(hidden).multiply(size, h, 0, state, 1, sums, start * width, width, true);
            }

            /** Where the sums of the step lie that was last reached. */
            A sums() {
                return sums;
            }

            /** The first of them in that array, for a step whose rows begin at {@code start}. */
            int offset(int start) {
                return product == null ? start * width : 0;
            }

            /** From one row of them to the next. */
            int rowStride() {
                return product == null ? width : product.rowStride();
            }
        }

        /** A copy of an initial state that steps write over. */
        private A state(Tensor initial) {
            A state = gates.make(initial.numel());
            System.arraycopy(array(initial), initial.offset(), state, 0, initial.numel());
            return state;
        }

        /** Memory with any content, from the open arena if there is one. */
        private A scratch(int n) {
            return array(Tensor.uninitialized(new TensorType(in[0].dtype(), Shape.of(n))));
        }

        private void finish(A state, Tensor out) {
            System.arraycopy(state, 0, array(out), 0, out.numel());
        }

        private SequenceWalk walk(String op, int x, int h, Dims batchSizes, boolean reverse) {
            return SequenceWalk.of(op, in[x].shape(), batchSizes, in[h].size(0), reverse);
        }

        void lstm(Dims batchSizes, boolean reverse, Tensor[] out) {
            SequenceWalk walk = walk("lstm", 0, 1, batchSizes, reverse);
            int n = in[2].size(1);
            int width = in[1].size(1);
            Tensor narrowing = in.length > 6 ? in[6] : null;
            A y = array(out[0]);
            A all = out.length > 3 ? array(out[3]) : null;
            A cells = out.length > 4 ? array(out[4]) : null;
            StepGates steps = new StepGates(walk, in[0], in[3], in[4], in[5], all);
            RightFactor<A> narrow = narrowing == null ? null : transposed(narrowing, true);
            A h = state(in[1]);
            A c = state(in[2]);
            A raw = narrow == null ? h : gates.make(walk.batch() * n);
            A sums = steps.sums();
            // Gates that nobody keeps are activated where their sums lie.
            A active = all != null ? all : sums;
            for (int i = 0; i < walk.steps(); i++) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                steps.reach(i, h, width);
                for (int b = 0; b < size; b++) {
                    int row = steps.offset(start) + b * steps.rowStride();
                    int at = all != null ? (start + b) * 4 * n : row;
                    lstmRow(n, sums, row, active, at, c, raw, b * n);
                }
                if (cells != null) {
                    System.arraycopy(c, 0, cells, start * n, size * n);
                }
                if (narrow != null) {
                    narrow.multiply(size, raw, 0, n, 1, h, 0, width, false);
                }
                System.arraycopy(h, 0, y, start * width, size * width);
            }
            finish(h, out[1]);
            finish(c, out[2]);
        }

        /**
         * Activates a row's gates and computes its states, which begin at {@code state}. A method of its own, because the JIT
         * compiles what is called often long before it compiles a loop that is entered once for each sequence.
         */
        private void lstmRow(int n, A sums, int row, A active, int at, A c, A h, int state) {
            gates.sigmoid(sums, row, active, at, 2 * n);
            gates.tanh(sums, row + 2 * n, active, at + 2 * n, n);
            gates.sigmoid(sums, row + 3 * n, active, at + 3 * n, n);
            gates.cell(active, at, c, state, n);
            gates.tanh(c, state, h, state, n);
            gates.multiply(active, at + 3 * n, h, state, h, state, n);
        }

        void lstmBackward(Dims batchSizes, boolean reverse, Tensor[] out) {
            SequenceWalk walk = walk("lstmBackward", 6, 7, batchSizes, reverse);
            int n = in[8].size(1);
            int width = in[7].size(1);
            Tensor projection = in.length > 12 ? in[12] : null;
            A dy = array(in[0]);
            A all = array(in[4]);
            A cells = array(in[5]);
            A dh = state(in[1]);
            A dc = state(in[2]);
            A dGates = scratch(walk.rows() * 4 * n);
            RightFactor<A> weight = plain(in[10], true);
            RightFactor<A> wide = projection == null ? null : plain(projection, true);
            A tanh = gates.make(n);
            A raw = projection == null ? dh : gates.make(walk.batch() * n);
            A hidden = gates.make(projection == null ? 0 : walk.rows() * n);
            A dOut = gates.make(projection == null ? 0 : walk.rows() * width);
            for (int i = walk.steps() - 1; i >= 0; i--) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                gates.add(dy, in[0].offset() + start * width, dh, 0, size * width);
                if (wide != null) {
                    System.arraycopy(dh, 0, dOut, start * width, size * width);
                    wide.multiply(size, dh, 0, width, 1, raw, 0, n, false);
                }
                for (int b = 0; b < size; b++) {
                    int row = start + b;
                    int at = in[4].offset() + row * 4 * n;
                    gates.tanh(cells, in[5].offset() + row * n, tanh, 0, n);
                    if (wide != null) {
                        gates.multiply(all, at + 3 * n, tanh, 0, hidden, row * n, n);
                    }
                    int before = walk.before(t, b);
                    Tensor source = before < 0 ? in[8] : in[5];
                    int from = source.offset() + (before < 0 ? b : before) * n;
                    gates.cellBackward(
                            all, at, tanh, 0, array(source), from, raw, b * n, dc, b * n, dGates, row * 4 * n, n);
                }
                weight.multiply(size, dGates, start * 4 * n, 4 * n, 1, dh, 0, width, false);
            }
            finish(dh, out[1]);
            finish(dc, out[2]);
            A hidden0 = before(walk, in[3], in[7], width);
            parameters(walk.rows(), 4 * n, dGates, in[6], in[9], out[0], out[3], out[5]);
            weightGrad(walk.rows(), 4 * n, dGates, width, hidden0, 0, out[4]);
            if (projection != null) {
                weightGrad(walk.rows(), width, dOut, n, hidden, 0, out[6]);
            }
        }

        void gru(Dims batchSizes, boolean reverse, Tensor[] out) {
            SequenceWalk walk = walk("gru", 0, 1, batchSizes, reverse);
            int n = in[1].size(1);
            A y = array(out[0]);
            A all = array(out[2]);
            A parts = array(out[3]);
            Projection projection = new Projection(walk, in[0], in[2], in[4], all);
            RightFactor<A> weight = transposed(in[3], true);
            A h = state(in[1]);
            A own = gates.make(walk.batch() * 3 * n);
            for (int i = 0; i < walk.steps(); i++) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                projection.reach(i);
                for (int b = 0; b < size; b++) {
                    System.arraycopy(array(in[5]), in[5].offset(), own, b * 3 * n, 3 * n);
                }
                weight.multiply(size, h, 0, n, 1, own, 0, 3 * n, true);
                for (int b = 0; b < size; b++) {
                    int at = (start + b) * 3 * n;
                    gates.add(own, b * 3 * n, all, at, 2 * n);
                    gates.sigmoid(all, at, all, at, 2 * n);
                    System.arraycopy(own, b * 3 * n + 2 * n, parts, (start + b) * n, n);
                    gates.multiplyAdd(all, at, own, b * 3 * n + 2 * n, all, at + 2 * n, n);
                    gates.tanh(all, at + 2 * n, all, at + 2 * n, n);
                    gates.blend(all, at, h, b * n, n);
                }
                System.arraycopy(h, 0, y, start * n, size * n);
            }
            finish(h, out[1]);
        }

        void gruBackward(Dims batchSizes, boolean reverse, Tensor[] out) {
            SequenceWalk walk = walk("gruBackward", 5, 6, batchSizes, reverse);
            int n = in[6].size(1);
            A dh = state(in[1]);
            A dInput = scratch(walk.rows() * 3 * n);
            A dState = scratch(walk.rows() * 3 * n);
            RightFactor<A> weight = plain(in[8], true);
            for (int i = walk.steps() - 1; i >= 0; i--) {
                int t = walk.step(i);
                int start = walk.start(t);
                int size = walk.size(t);
                gates.add(array(in[0]), in[0].offset() + start * n, dh, 0, size * n);
                for (int b = 0; b < size; b++) {
                    int row = start + b;
                    int before = walk.before(t, b);
                    Tensor source = before < 0 ? in[6] : in[2];
                    gates.blendBackward(
                            array(in[3]),
                            in[3].offset() + row * 3 * n,
                            array(in[4]),
                            in[4].offset() + row * n,
                            array(source),
                            source.offset() + (before < 0 ? b : before) * n,
                            dh,
                            b * n,
                            dInput,
                            row * 3 * n,
                            dState,
                            row * 3 * n,
                            n);
                }
                weight.multiply(size, dState, start * 3 * n, 3 * n, 1, dh, 0, n, true);
            }
            finish(dh, out[1]);
            parameters(walk.rows(), 3 * n, dInput, in[5], in[7], out[0], out[2], out[4]);
            weightGrad(walk.rows(), 3 * n, dState, n, before(walk, in[2], in[6], n), 0, out[3]);
            sumRows(walk.rows(), 3 * n, dState, out[5]);
        }

        void rnn(Dims batchSizes, boolean reverse, boolean relu, Tensor[] out) {
            SequenceWalk walk = walk("rnn", 0, 1, batchSizes, reverse);
            int n = in[1].size(1);
            A y = array(out[0]);
            Projection projection = new Projection(walk, in[0], in[2], in[4], y);
            RightFactor<A> weight = transposed(in[3], true);
            A h = state(in[1]);
            for (int i = 0; i < walk.steps(); i++) {
                int t = walk.step(i);
                int at = walk.start(t) * n;
                int size = walk.size(t);
                projection.reach(i);
                weight.multiply(size, h, 0, n, 1, y, at, n, true);
                if (relu) {
                    gates.relu(y, at, size * n);
                } else {
                    gates.tanh(y, at, y, at, size * n);
                }
                System.arraycopy(y, at, h, 0, size * n);
            }
            finish(h, out[1]);
        }

        void rnnBackward(Dims batchSizes, boolean reverse, boolean relu, Tensor[] out) {
            SequenceWalk walk = walk("rnnBackward", 3, 4, batchSizes, reverse);
            int n = in[4].size(1);
            A dh = state(in[1]);
            A dSum = scratch(walk.rows() * n);
            RightFactor<A> weight = plain(in[6], true);
            for (int i = walk.steps() - 1; i >= 0; i--) {
                int t = walk.step(i);
                int at = walk.start(t) * n;
                int count = walk.size(t) * n;
                gates.add(array(in[0]), in[0].offset() + at, dh, 0, count);
                if (relu) {
                    gates.reluBackward(dh, 0, array(in[2]), in[2].offset() + at, dSum, at, count);
                } else {
                    gates.tanhBackward(dh, 0, array(in[2]), in[2].offset() + at, dSum, at, count);
                }
                weight.multiply(walk.size(t), dSum, at, n, 1, dh, 0, n, false);
            }
            finish(dh, out[1]);
            parameters(walk.rows(), n, dSum, in[3], in[5], out[0], out[2], out[4]);
            weightGrad(walk.rows(), n, dSum, n, before(walk, in[2], in[4], n), 0, out[3]);
        }

        /** The state that each row was computed from. */
        private A before(SequenceWalk walk, Tensor states, Tensor initial, int width) {
            A result = scratch(walk.rows() * width);
            for (int t = 0; t < walk.steps(); t++) {
                for (int b = 0; b < walk.size(t); b++) {
                    int before = walk.before(t, b);
                    Tensor source = before < 0 ? initial : states;
                    int from = source.offset() + (before < 0 ? b : before) * width;
                    System.arraycopy(array(source), from, result, (walk.start(t) + b) * width, width);
                }
            }
            return result;
        }

        /** The gradients of the input, its weight and its bias from those of the products, {@code [rows, width]}. */
        private void parameters(
                int rows, int width, A grad, Tensor x, Tensor weight, Tensor dx, Tensor dWeight, Tensor dBias) {
            int features = weight.size(1);
            plain(weight, false).multiply(rows, grad, 0, width, 1, array(dx), 0, features, false);
            weightGrad(rows, width, grad, features, array(x), x.offset(), dWeight);
            sumRows(rows, width, grad, dBias);
        }

        /** {@code out = gradᵀ·x}, {@code [width, features]}. */
        private void weightGrad(int rows, int width, A grad, int features, A x, int xOffset, Tensor out) {
            factors.of(rows, features, x, xOffset, features, 1, false)
                    .multiply(width, grad, 0, 1, width, array(out), 0, features, false);
        }

        private void sumRows(int rows, int width, A grad, Tensor out) {
            Copies.zero(out);
            A sums = array(out);
            for (int row = 0; row < rows; row++) {
                gates.add(grad, row * width, sums, 0, width);
            }
        }
    }
}
