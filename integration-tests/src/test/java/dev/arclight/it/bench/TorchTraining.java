package dev.arclight.it.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Training steps of libtorch, which are one TorchScript: a loss, its gradients, and plain SGD over copies of our parameters.
 * Nothing of DJL is between the operations.
 */
final class TorchTraining {
    private final TorchScript script;
    private final NDArray[] operands;

    /**
     * @param parameters what is trained, {@code p0}, {@code p1}, … in the statements
     * @param data {@code x0}, {@code x1}, … there
     * @param statements that compute {@code loss}, separated by newlines
     */
    TorchTraining(NDManager manager, List<Tensor> parameters, List<Tensor> data, String statements, double rate) {
        List<String> names = new ArrayList<>(names("p", parameters.size()));
        StringBuilder body = new StringBuilder();
        for (String name : names) {
            body.append(name + "_ = torch.requires_grad_(torch.detach(" + name + "), True)\n");
        }
        body.append(statements.replaceAll("\\bp(\\d+)\\b", "p$1_")).append('\n');
        String leaves = names.stream().map(name -> name + "_").collect(Collectors.joining(", "));
        body.append("gs = torch.grad([loss], [" + leaves + "])\n");
        for (int i = 0; i < parameters.size(); i++) {
            body.append("u" + i + " = torch.add_(p" + i + ", unchecked_cast(Tensor, gs[" + i + "]), alpha=" + -rate
                    + ")\n");
        }
        body.append("return torch.detach(loss)");
        names.addAll(names("x", data.size()));
        script = new TorchScript(manager, names, body.toString());
        List<Tensor> all = new ArrayList<>(parameters);
        all.addAll(data);
        operands = all.stream().map(tensor -> copy(manager, tensor)).toArray(NDArray[]::new);
    }

    private static List<String> names(String letter, int count) {
        return IntStream.range(0, count).mapToObj(i -> letter + i).toList();
    }

    private static NDArray copy(NDManager manager, Tensor tensor) {
        ai.djl.ndarray.types.Shape shape = new ai.djl.ndarray.types.Shape(
                Arrays.stream(tensor.shape().toArray()).asLongStream().toArray());
        return tensor.dtype() == DType.INT64
                ? manager.create(tensor.toLongArray(), shape)
                : manager.create(tensor.detach().toFloatArray(), shape);
    }

    /** Makes a step and returns the loss before it. */
    float step() {
        JniUtils.setGradMode(true);
        try (NDArray loss = script.run(true, operands)) {
            return loss.getFloat();
        } finally {
            JniUtils.setGradMode(false);
        }
    }
}
