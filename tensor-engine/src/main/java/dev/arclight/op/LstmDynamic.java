package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Lstm} with int8 weights: its inputs, with codes for weights, and then the weights' scales, one for each row. The rows
 * that they multiply, inputs and states, become int8 as in {@link LinearDynamic}; gates and cells are float32.
 *
 * <p>Outputs: the states h of all steps, the last h and c. There is no gradient.
 *
 * @param batchSizes of a packed sequence, or none
 * @param reverse whether the last step comes first
 */
public record LstmDynamic(Dims batchSizes, boolean reverse) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        boolean projected = inputs.length > 8;
        int scales = projected ? 7 : 6;
        for (int i : new int[] {0, 1, 2, 5}) {
            Int8Checks.requireFloat("lstmDynamic", i == 0 ? "input" : i == 5 ? "bias" : "initial state", inputs[i]);
        }
        Int8Checks.requireWeight("lstmDynamic", "weightIh", inputs[3], inputs[scales]);
        Int8Checks.requireWeight("lstmDynamic", "weightHh", inputs[4], inputs[scales + 1]);
        if (projected) {
            Int8Checks.requireWeight("lstmDynamic", "weightHr", inputs[6], inputs[scales + 2]);
        }
        Lstm.check("lstmDynamic", Arrays.copyOf(inputs, scales), 0, batchSizes, reverse);
        return new TensorType[] {
            new TensorType(
                    DType.FLOAT32, inputs[0].shape().with(-1, inputs[1].shape().dim(1))),
            new TensorType(DType.FLOAT32, inputs[1].shape()),
            new TensorType(DType.FLOAT32, inputs[2].shape())
        };
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                sample(new LstmDynamic(Dims.of(), false), 3, 2, 4, 5, 0),
                sample(new LstmDynamic(Dims.of(), true), 4, 1, 3, 18, 0),
                sample(new LstmDynamic(Dims.of(), false), 3, 2, 4, 5, 3),
                sample(new LstmDynamic(Dims.of(), true), 2, 20, 7, 6, 0));
    }

    private static Sample sample(LstmDynamic op, int steps, int batch, int features, int hidden, int projection) {
        int state = projection == 0 ? hidden : projection;
        Sample.Input x = Sample.real(steps, batch, features);
        Sample.Input h = Sample.real(batch, state);
        Sample.Input c = Sample.real(batch, hidden);
        Sample.Input ih = Sample.code(4 * hidden, features);
        Sample.Input hh = Sample.code(4 * hidden, state);
        Sample.Input bias = Sample.real(4 * hidden);
        Sample.Input scale = Sample.step(4 * hidden);
        return projection == 0
                ? Sample.of(op, x, h, c, ih, hh, bias, scale, scale)
                : Sample.of(
                        op,
                        x,
                        h,
                        c,
                        ih,
                        hh,
                        bias,
                        Sample.code(projection, hidden),
                        scale,
                        scale,
                        Sample.step(projection));
    }
}
