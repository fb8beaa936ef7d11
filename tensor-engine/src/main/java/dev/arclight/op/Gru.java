package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a GRU in one direction over a whole sequence, as {@code torch.gru}: inputs x ({@link SequenceWalk}), the initial
 * state {@code [B, H]}, weights {@code [3H, I]} and {@code [3H, H]} and two biases {@code [3H]}. Gates are r, z, new; r
 * multiplies the state's part of the new gate, bias and all.
 *
 * <p>Outputs: the states of all steps, the last one, and, for the gradient, the activated gates {@code [N, 3H]} and the
 * state's part of the new gate {@code [N, H]}.
 *
 * @param batchSizes of a packed sequence, or none
 * @param reverse whether the last step comes first
 */
public record Gru(Dims batchSizes, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("gru", inputs);
        SequenceWalk walk = check("gru", inputs, 0, 3, batchSizes, reverse);
        int hidden = inputs[1].shape().dim(1);
        return new TensorType[] {
            new TensorType(inputs[0].dtype(), inputs[0].shape().with(-1, hidden)),
            new TensorType(inputs[0].dtype(), inputs[1].shape()),
            new TensorType(inputs[0].dtype(), Shape.of(walk.rows(), 3 * hidden)),
            new TensorType(inputs[0].dtype(), Shape.of(walk.rows(), hidden))
        };
    }

    /** @param first where x, h, both weights and the biases begin among the inputs */
    static SequenceWalk check(String op, TensorType[] inputs, int first, int gates, Dims batchSizes, boolean reverse) {
        Shape x = inputs[first].shape();
        Shape h = inputs[first + 1].shape();
        if (h.rank() != 2) {
            throw new ShapeException(op + ": the initial state " + h + " must be [batch, features]");
        }
        SequenceWalk walk = SequenceWalk.of(op, x, batchSizes, h.dim(0), reverse);
        int width = gates * h.dim(1);
        SequenceWalk.requireMatrix(op, "weightIh", inputs[first + 2].shape(), width, x.dim(-1));
        SequenceWalk.requireMatrix(op, "weightHh", inputs[first + 3].shape(), width, h.dim(1));
        for (int i = first + 4; i < inputs.length; i++) {
            NormChecks.requireShape(op, "bias", inputs[i], Shape.of(width));
        }
        return walk;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2, 3, 4, 5).andOutput(0).andOutput(2).andOutput(3);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        SequenceWalk.requireNone("gru", grads, 2);
        Tensor[] inputs = SequenceWalk.wide(saved);
        if (GradMode.isEnabled()) {
            return SequenceWalk.throughOps(saved, this::composite, inputs, grads);
        }
        boolean half = saved.inputType(0).dtype().isHalf();
        Tensor[] outputs = half ? Dispatch.runAll(this, inputs) : new Tensor[0];
        Tensor y = half ? outputs[0] : saved.output(0);
        Tensor[] all = new Tensor[5 + inputs.length];
        all[0] = SequenceWalk.orZeros(grads[0], y);
        all[1] = SequenceWalk.orZeros(grads[1], inputs[1]);
        all[2] = y;
        all[3] = half ? outputs[2] : saved.output(2);
        all[4] = half ? outputs[3] : saved.output(3);
        System.arraycopy(inputs, 0, all, 5, inputs.length);
        return Dispatch.runAll(new GruBackward(batchSizes, reverse), all);
    }

    /** The layer in ops: the states of all steps, and the last. */
    private Tensor[] composite(Tensor[] in) {
        SequenceWalk walk = SequenceWalk.of("gru", in[0].shape(), batchSizes, in[1].size(0), reverse);
        int n = in[1].size(1);
        Tensor projected = walk.rowsOf(in[0]).matmul(in[2].t()).add(in[4]);
        SequenceWalk.Cell cell = (x, states) -> {
            Tensor own = states[0].matmul(in[3].t()).add(in[5]);
            Tensor r = x.narrow(1, 0, n).add(own.narrow(1, 0, n)).sigmoid();
            Tensor z = x.narrow(1, n, n).add(own.narrow(1, n, n)).sigmoid();
            Tensor fresh =
                    x.narrow(1, 2 * n, n).add(r.mul(own.narrow(1, 2 * n, n))).tanh();
            return new Tensor[] {fresh.add(z.mul(states[0].sub(fresh)))};
        };
        return walk.walk(projected, new Tensor[] {in[1]}, cell, in[0].rank() == 2);
    }

    public static List<Sample> samples() {
        return List.of(
                sample(new Gru(Dims.of(), false), 2, 2, 2, 3, 2, 2),
                sample(new Gru(Dims.of(), true), 3, 2, 2, 2, 3, 2),
                sample(new Gru(Dims.of(3, 2, 2, 1), false), 3, 2, 2, 8, 2),
                sample(new Gru(Dims.of(3, 2, 2, 1), true), 3, 2, 2, 8, 2),
                sample(new Gru(Dims.of(), false), 2, 17, 5, 2, 2, 5),
                sample(new Gru(Dims.of(), false), 0, 2, 2, 2, 0, 2));
    }

    private static Sample sample(Gru op, int batch, int hidden, int features, int... x) {
        return Sample.of(
                op,
                Sample.real(x),
                Sample.real(batch, hidden),
                Sample.real(3 * hidden, features),
                Sample.real(3 * hidden, hidden),
                Sample.real(3 * hidden),
                Sample.real(3 * hidden));
    }
}
