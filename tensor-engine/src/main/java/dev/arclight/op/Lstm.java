package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of an LSTM in one direction over a whole sequence, as {@code torch.lstm}: inputs x ({@link SequenceWalk}), the
 * initial states {@code [B, P]} and {@code [B, H]}, weights {@code [4H, I]} and {@code [4H, P]}, bias {@code [4H]} (the sum
 * of PyTorch's two) and, with projections, {@code [P, H]}; without, P is H. Gates are i, f, g, o.
 *
 * <p>Outputs: the states h of all steps, the last h and c, and, where they are kept for the gradient, the activated gates
 * {@code [N, 4H]} and all c {@code [N, H]}.
 *
 * @param batchSizes of a packed sequence, or none
 * @param reverse whether the last step comes first
 * @param keepsGates whether gates and cells are outputs; a gradient that finds none computes the layer again
 */
public record Lstm(Dims batchSizes, boolean reverse, boolean keepsGates) implements Op {
    /** Of inputs that the op is about to be called with: keeps gates if that call's gradient may be asked for and reads them. */
    public static Lstm of(Dims batchSizes, boolean reverse, Tensor... inputs) {
        // The gradient of halves computes the layer again, in float32.
        boolean keeps = GradMode.isRecording() && !inputs[0].dtype().isHalf();
        return new Lstm(batchSizes, reverse, keeps && Arrays.stream(inputs).anyMatch(Tensor::requiresGrad));
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("lstm", inputs);
        SequenceWalk walk = check("lstm", inputs, 0, batchSizes, reverse);
        Shape x = inputs[0].shape();
        Shape h = inputs[1].shape();
        int hidden = inputs[2].shape().dim(1);
        TensorType[] all = {
            new TensorType(inputs[0].dtype(), x.with(-1, h.dim(1))),
            new TensorType(inputs[0].dtype(), h),
            new TensorType(inputs[0].dtype(), inputs[2].shape()),
            new TensorType(inputs[0].dtype(), Shape.of(walk.rows(), 4 * hidden)),
            new TensorType(inputs[0].dtype(), Shape.of(walk.rows(), hidden))
        };
        return keepsGates ? all : Arrays.copyOf(all, 3);
    }

    /** @param first where x, h, c, both weights, the bias and the projection begin among the inputs */
    static SequenceWalk check(String op, TensorType[] inputs, int first, Dims batchSizes, boolean reverse) {
        Shape x = inputs[first].shape();
        Shape h = inputs[first + 1].shape();
        Shape c = inputs[first + 2].shape();
        if (h.rank() != 2 || c.rank() != 2) {
            throw new dev.arclight.tensor.ShapeException(
                    op + ": the initial states " + h + " and " + c + " must be [batch, features]");
        }
        SequenceWalk walk = SequenceWalk.of(op, x, batchSizes, h.dim(0), reverse);
        int hidden = c.dim(1);
        boolean projected = inputs.length > first + 6;
        SequenceWalk.requireMatrix(op, "the initial c", c, h.dim(0), hidden);
        SequenceWalk.requireMatrix(op, "the initial h", h, h.dim(0), projected ? h.dim(1) : hidden);
        SequenceWalk.requireMatrix(op, "weightIh", inputs[first + 3].shape(), 4 * hidden, x.dim(-1));
        SequenceWalk.requireMatrix(op, "weightHh", inputs[first + 4].shape(), 4 * hidden, h.dim(1));
        NormChecks.requireShape(op, "bias", inputs[first + 5], Shape.of(4 * hidden));
        if (projected) {
            SequenceWalk.requireMatrix(op, "weightHr", inputs[first + 6].shape(), h.dim(1), hidden);
        }
        return walk;
    }

    @Override
    public Saves saves() {
        Saves inputs = Saves.inputs(0, 1, 2, 3, 4, 5, 6);
        return keepsGates ? inputs.andOutput(0).andOutput(3).andOutput(4) : inputs;
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        SequenceWalk.requireNone("lstm", grads, 3);
        Tensor[] inputs = SequenceWalk.wide(saved);
        if (GradMode.isEnabled()) {
            return SequenceWalk.throughOps(saved, this::composite, inputs, grads);
        }
        boolean again = !keepsGates || saved.inputType(0).dtype().isHalf();
        Tensor[] outputs = again ? Dispatch.runAll(new Lstm(batchSizes, reverse, true), inputs) : new Tensor[0];
        Tensor y = again ? outputs[0] : saved.output(0);
        Tensor gates = again ? outputs[3] : saved.output(3);
        Tensor cells = again ? outputs[4] : saved.output(4);
        Tensor[] all = new Tensor[6 + inputs.length];
        all[0] = SequenceWalk.orZeros(grads[0], y);
        all[1] = SequenceWalk.orZeros(grads[1], inputs[1]);
        all[2] = SequenceWalk.orZeros(grads[2], inputs[2]);
        all[3] = y;
        all[4] = gates;
        all[5] = cells;
        System.arraycopy(inputs, 0, all, 6, inputs.length);
        return Dispatch.runAll(new LstmBackward(batchSizes, reverse), all);
    }

    /** The layer in ops: h of all steps, the last h and c. */
    private Tensor[] composite(Tensor[] in) {
        SequenceWalk walk = SequenceWalk.of("lstm", in[0].shape(), batchSizes, in[1].size(0), reverse);
        int n = in[2].size(1);
        Tensor projected = walk.rowsOf(in[0]).matmul(in[3].t()).add(in[5]);
        SequenceWalk.Cell cell = (x, states) -> {
            Tensor gates = x.add(states[0].matmul(in[4].t()));
            Tensor i = gates.narrow(1, 0, n).sigmoid();
            Tensor f = gates.narrow(1, n, n).sigmoid();
            Tensor g = gates.narrow(1, 2 * n, n).tanh();
            Tensor o = gates.narrow(1, 3 * n, n).sigmoid();
            Tensor c = f.mul(states[1]).add(i.mul(g));
            Tensor h = o.mul(c.tanh());
            return new Tensor[] {in.length > 6 ? h.matmul(in[6].t()) : h, c};
        };
        return walk.walk(projected, new Tensor[] {in[1], in[2]}, cell, in[0].rank() == 2);
    }

    public static List<Sample> samples() {
        return List.of(
                sample(new Lstm(Dims.of(), false, true), 3, 2, 2, 2, false, 3, 2, 2),
                sample(new Lstm(Dims.of(), true, true), 2, 3, 3, 2, true, 2, 3, 2),
                sample(new Lstm(Dims.of(3, 2, 2, 1), false, true), 3, 2, 2, 2, false, 8, 2),
                sample(new Lstm(Dims.of(3, 2, 2, 1), true, true), 3, 2, 2, 2, false, 8, 2),
                sample(new Lstm(Dims.of(), false, true), 2, 17, 17, 5, false, 2, 2, 5),
                sample(new Lstm(Dims.of(), false, true), 0, 2, 2, 2, false, 2, 0, 2),
                sample(new Lstm(Dims.of(), false, false), 3, 2, 2, 2, false, 3, 2, 2),
                sample(new Lstm(Dims.of(), true, false), 2, 17, 17, 3, true, 2, 16, 3),
                sample(new Lstm(Dims.of(17, 16, 2), true, false), 17, 3, 3, 3, false, 35, 3));
    }

    private static Sample sample(Lstm op, int batch, int hidden, int width, int features, boolean projected, int... x) {
        int size = op.batchSizes().count() == 0 ? x[1] : batch;
        int out = projected ? width - 1 : width;
        Sample.Input[] plain = {
            Sample.real(x),
            Sample.real(size, out),
            Sample.real(size, hidden),
            Sample.real(4 * hidden, features),
            Sample.real(4 * hidden, out),
            Sample.real(4 * hidden)
        };
        if (!projected) {
            return Sample.of(op, plain);
        }
        Sample.Input[] all = Arrays.copyOf(plain, 7);
        all[6] = Sample.real(out, hidden);
        return Sample.of(op, all);
    }
}
