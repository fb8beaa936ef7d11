package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.Module;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * A module here and libtorch's own with the same state, by name: the same outputs, the same gradients of inputs and
 * parameters, and the same state after three optimizer steps. libtorch computes in float64.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
final class Twins {
    private static final int STEPS = 3;
    private static final double LEARNING_RATE = 0.05;

    /** One run of the module here. */
    @FunctionalInterface
    interface Ours {
        List<Tensor> run(Tensor[] inputs);
    }

    /** The same run in libtorch. */
    @FunctionalInterface
    interface Theirs {
        List<org.bytedeco.pytorch.Tensor> run(org.bytedeco.pytorch.Tensor[] inputs);
    }

    private Twins() {}

    /**
     * Compares two modules.
     *
     * @param renamed what libtorch calls parameters that have other names here
     * @throws AssertionError naming the output, gradient or parameter that differs
     */
    static void agree(
            Module mine,
            Ours ours,
            org.bytedeco.pytorch.Module yours,
            Theirs theirs,
            List<Tensor> inputs,
            double tolerance,
            Map<String, String> renamed) {
        try (PointerScope scope = new PointerScope()) {
            yours.to(torch.ScalarType.Double, false);
            Map<String, org.bytedeco.pytorch.Tensor> state = state(yours);
            Map<String, Tensor> own = mine.stateDict();
            try (NoGradGuard guard = new NoGradGuard()) {
                own.forEach((name, tensor) -> {
                    org.bytedeco.pytorch.Tensor target = state.get(renamed.getOrDefault(name, name));
                    assertThat(target)
                            .as("libtorch's module has no %s, only %s", name, state.keySet())
                            .isNotNull();
                    Objects.requireNonNull(target).copy_(Torch.of(tensor));
                });
            }
            assertThat(own).as("as many names as %s", state.keySet()).hasSameSizeAs(state);
            SGD optimizer = new SGD(mine.parameters(), LEARNING_RATE).momentum(0.9);
            SGDOptions options = new SGDOptions(LEARNING_RATE);
            options.momentum().put(0.9);
            org.bytedeco.pytorch.SGD reference = new org.bytedeco.pytorch.SGD(yours.parameters(), options);
            for (int step = 0; step < STEPS; step++) {
                String when = "step " + step + ", ";
                optimizer.zeroGrad();
                reference.zero_grad();
                Tensor[] a = leaves(inputs);
                org.bytedeco.pytorch.Tensor[] b = new org.bytedeco.pytorch.Tensor[a.length];
                for (int i = 0; i < a.length; i++) {
                    boolean floating = a[i].dtype().isFloating();
                    b[i] = Torch.of(floating ? a[i].detach().to(DType.FLOAT64) : a[i]);
                    if (floating) {
                        b[i] = b[i].requires_grad_(true);
                    }
                }
                List<Tensor> results = ours.run(a);
                List<org.bytedeco.pytorch.Tensor> expected = theirs.run(b);
                Tensor loss = null;
                org.bytedeco.pytorch.Tensor total = null;
                for (int i = 0; i < expected.size(); i++) {
                    Agree.close(when + "output " + i, results.get(i), expected.get(i), tolerance, false);
                    Tensor weights = Tensor.randn(
                                    Generator.seeded(100 + i),
                                    results.get(i).shape().toArray())
                            .to(results.get(i).dtype());
                    Tensor part = results.get(i).mul(weights).sum();
                    org.bytedeco.pytorch.Tensor theirPart = expected.get(i)
                            .mul(Torch.of(weights.to(DType.FLOAT64)))
                            .sum();
                    loss = loss == null ? part : loss.add(part);
                    total = total == null ? theirPart : total.add(theirPart);
                }
                Objects.requireNonNull(loss).backward();
                Objects.requireNonNull(total).backward();
                double scale = 0;
                for (org.bytedeco.pytorch.Tensor parameter : parameters(yours).values()) {
                    scale = parameter.grad().defined() ? Math.max(scale, Agree.largest(parameter.grad())) : scale;
                }
                for (int i = 0; i < a.length; i++) {
                    Tensor grad = a[i].grad();
                    if (grad != null && b[i].grad().defined()) {
                        Agree.close(when + "gradient of input " + i, grad, b[i].grad(), tolerance, false);
                    }
                }
                Map<String, org.bytedeco.pytorch.Tensor> counterparts = parameters(yours);
                for (Map.Entry<String, Tensor> parameter :
                        mine.namedParameters().entrySet()) {
                    String name = parameter.getKey();
                    org.bytedeco.pytorch.Tensor other =
                            Objects.requireNonNull(counterparts.get(renamed.getOrDefault(name, name)));
                    Tensor grad = parameter.getValue().grad();
                    if (other.grad().defined() || grad != null) {
                        assertThat(grad).as("%sgradient of %s", when, name).isNotNull();
                        Agree.close(
                                when + "gradient of " + name,
                                Objects.requireNonNull(grad),
                                other.grad(),
                                tolerance,
                                scale);
                    }
                }
                optimizer.step();
                reference.step();
            }
            Map<String, org.bytedeco.pytorch.Tensor> after = state(yours);
            mine.stateDict()
                    .forEach((name, tensor) -> Agree.close(
                            "after " + STEPS + " steps, " + name,
                            tensor,
                            Objects.requireNonNull(after.get(renamed.getOrDefault(name, name))),
                            tolerance,
                            1.0));
        }
    }

    private static Tensor[] leaves(List<Tensor> inputs) {
        return inputs.stream()
                .map(input ->
                        input.dtype().isFloating() ? input.detach().clone().requiresGrad(true) : input)
                .toArray(Tensor[]::new);
    }

    private static Map<String, org.bytedeco.pytorch.Tensor> state(org.bytedeco.pytorch.Module module) {
        Map<String, org.bytedeco.pytorch.Tensor> all = parameters(module);
        all.putAll(named(module.named_buffers(true)));
        return all;
    }

    private static Map<String, org.bytedeco.pytorch.Tensor> parameters(org.bytedeco.pytorch.Module module) {
        return named(module.named_parameters(true));
    }

    private static Map<String, org.bytedeco.pytorch.Tensor> named(StringTensorDict dict) {
        Map<String, org.bytedeco.pytorch.Tensor> all = new LinkedHashMap<>();
        TensorVector values = dict.values();
        for (long i = 0; i < values.size(); i++) {
            if (values.get(i).defined()) {
                all.put(dict.keys().get(i).getString(), values.get(i));
            }
        }
        return all;
    }
}
