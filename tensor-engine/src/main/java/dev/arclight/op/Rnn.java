package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a plain recurrent network in one direction over a whole sequence, as {@code torch.rnn_tanh} and
 * {@code torch.rnn_relu}: inputs x ({@link SequenceWalk}), the initial state {@code [B, H]}, weights {@code [H, I]} and
 * {@code [H, H]} and bias {@code [H]} (the sum of PyTorch's two). Outputs: the states of all steps, and the last.
 *
 * @param batchSizes of a packed sequence, or none
 * @param reverse whether the last step comes first
 * @param relu whether the activation is relu rather than tanh
 */
public record Rnn(Dims batchSizes, boolean reverse, boolean relu) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("rnn", inputs);
        Gru.check("rnn", inputs, 0, 1, batchSizes, reverse);
        int hidden = inputs[1].shape().dim(1);
        return new TensorType[] {
            new TensorType(inputs[0].dtype(), inputs[0].shape().with(-1, hidden)),
            new TensorType(inputs[0].dtype(), inputs[1].shape())
        };
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2, 3, 4).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor[] inputs = SequenceWalk.wide(saved);
        if (GradMode.isEnabled()) {
            return SequenceWalk.throughOps(saved, this::composite, inputs, grads);
        }
        boolean half = saved.inputType(0).dtype().isHalf();
        Tensor y = half ? Dispatch.run(this, inputs) : saved.output(0);
        Tensor[] all = new Tensor[3 + inputs.length];
        all[0] = SequenceWalk.orZeros(grads[0], y);
        all[1] = SequenceWalk.orZeros(grads[1], inputs[1]);
        all[2] = y;
        System.arraycopy(inputs, 0, all, 3, inputs.length);
        return Dispatch.runAll(new RnnBackward(batchSizes, reverse, relu), all);
    }

    /** The layer in ops: the states of all steps, and the last. */
    private Tensor[] composite(Tensor[] in) {
        SequenceWalk walk = SequenceWalk.of("rnn", in[0].shape(), batchSizes, in[1].size(0), reverse);
        Tensor projected = walk.rowsOf(in[0]).matmul(in[2].t()).add(in[4]);
        SequenceWalk.Cell cell = (x, states) -> {
            Tensor sum = x.add(states[0].matmul(in[3].t()));
            return new Tensor[] {relu ? sum.relu() : sum.tanh()};
        };
        return walk.walk(projected, new Tensor[] {in[1]}, cell, in[0].rank() == 2);
    }

    public static List<Sample> samples() {
        return List.of(
                sample(new Rnn(Dims.of(), false, false), 2, 2, 2, 3, 2, 2),
                sample(new Rnn(Dims.of(), true, false), 3, 2, 2, 2, 3, 2),
                sample(new Rnn(Dims.of(), false, true), 2, 3, 2, 3, 2, 2),
                sample(new Rnn(Dims.of(3, 2, 2, 1), false, false), 3, 2, 2, 8, 2),
                sample(new Rnn(Dims.of(3, 2, 2, 1), true, false), 3, 2, 2, 8, 2),
                sample(new Rnn(Dims.of(), false, false), 2, 33, 5, 2, 2, 5),
                sample(new Rnn(Dims.of(), false, false), 0, 2, 2, 2, 0, 2));
    }

    private static Sample sample(Rnn op, int batch, int hidden, int features, int... x) {
        return Sample.of(
                op,
                Sample.real(x),
                Sample.real(batch, hidden),
                Sample.real(hidden, features),
                Sample.real(hidden, hidden),
                Sample.real(hidden));
    }
}
