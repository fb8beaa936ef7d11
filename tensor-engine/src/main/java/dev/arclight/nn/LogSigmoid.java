package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/** {@code ln σ(x)}, as {@code torch.nn.LogSigmoid}. */
public final class LogSigmoid extends Module implements Describable {
    @Override
    public Tensor forward(Tensor input) {
        return Functional.logsigmoid(input);
    }

    @Override
    public String type() {
        return "LogSigmoid";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
