package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.RpropRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Resilient propagation (Riedmiller and Braun 1993), as {@code torch.optim.Rprop}: for gradients of all examples at
 * once.
 */
public final class Rprop extends ElementwiseOptimizer<Rprop> {
    /** With PyTorch's learning rate, 1e-2; {@code parameters} are tensors or {@link ParamGroup}s. */
    public Rprop(List<?> parameters) {
        this(parameters, 1e-2);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public Rprop(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("Rprop")
                        .lr(learningRate)
                        .pair(
                                "etas",
                                0.5,
                                1.2,
                                "eta values",
                                "a number in (0, 1) and one above 1",
                                (minus, plus) -> minus > 0 && minus < 1 && plus > 1)
                        .pair("step_sizes", 1e-6, 50, "step sizes", "two numbers", (least, most) -> true)
                        .flag("maximize", false),
                List.of(),
                "prev",
                "step_size");
    }

    @Override
    Rprop self() {
        return this;
    }

    /** The factors of a step whose gradient turned and kept its sign; 0.5 and 1.2 by default. */
    public Rprop etas(double minus, double plus) {
        return with("etas", List.of(minus, plus));
    }

    /** The smallest and the largest step; 1e-6 and 50 by default. */
    public Rprop stepSizes(double least, double most) {
        return with("step_sizes", List.of(least, most));
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new RpropRule(
                group.number("etas", 0),
                group.number("etas", 1),
                group.number("step_sizes", 0),
                group.number("step_sizes", 1),
                group.flag("maximize"));
    }

    @Override
    double initial(int slot, ParamGroup group) {
        return slot == 1 ? group.lr() : 0;
    }
}
