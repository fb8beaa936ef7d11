package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Gru} with int8 weights: its inputs, with codes for weights, and then the weights' scales, one for each row. The rows
 * that they multiply, inputs and states, become int8 as in {@link LinearDynamic}; gates are float32.
 *
 * <p>Outputs: the states of all steps and the last one. There is no gradient.
 *
 * @param batchSizes of a packed sequence, or none
 * @param reverse whether the last step comes first
 */
public record GruDynamic(Dims batchSizes, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        for (int i : new int[] {0, 1, 4, 5}) {
            Int8Checks.requireFloat("gruDynamic", i == 0 ? "input" : i == 1 ? "initial state" : "bias", inputs[i]);
        }
        Int8Checks.requireWeight("gruDynamic", "weightIh", inputs[2], inputs[6]);
        Int8Checks.requireWeight("gruDynamic", "weightHh", inputs[3], inputs[7]);
        Gru.check("gruDynamic", Arrays.copyOf(inputs, 6), 0, 3, batchSizes, reverse);
        return new TensorType[] {
            new TensorType(
                    DType.FLOAT32, inputs[0].shape().with(-1, inputs[1].shape().dim(1))),
            new TensorType(DType.FLOAT32, inputs[1].shape())
        };
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                sample(new GruDynamic(Dims.of(), false), 3, 2, 4, 5),
                sample(new GruDynamic(Dims.of(), true), 4, 1, 3, 18),
                sample(new GruDynamic(Dims.of(), false), 2, 20, 7, 6));
    }

    private static Sample sample(GruDynamic op, int steps, int batch, int features, int hidden) {
        Sample.Input bias = Sample.real(3 * hidden);
        Sample.Input scale = Sample.step(3 * hidden);
        return Sample.of(
                op,
                Sample.real(steps, batch, features),
                Sample.real(batch, hidden),
                Sample.code(3 * hidden, features),
                Sample.code(3 * hidden, hidden),
                bias,
                bias,
                scale,
                scale);
    }
}
