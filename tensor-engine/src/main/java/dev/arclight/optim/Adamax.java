package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AdamaxRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Adam with the infinity norm (Kingma and Ba 2015), as {@code torch.optim.Adamax}.
 */
public final class Adamax extends ElementwiseOptimizer<Adamax> {
    /** With PyTorch's learning rate, 2e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adamax(List<?> parameters) {
        this(parameters, 2e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adamax(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("Adamax")
                        .lr(learningRate)
                        .betas(0.9, 0.999)
                        .nonNegative("eps", 1e-8)
                        .nonNegative("weight_decay", 0)
                        .flag("maximize", false),
                List.of(),
                "exp_avg",
                "exp_inf");
    }

    @Override
    Adamax self() {
        return this;
    }

    /** How much of the running mean and of the largest magnitude is kept; 0.9 and 0.999 by default. */
    public Adamax betas(double first, double second) {
        return with("betas", List.of(first, second));
    }

    /** What is added to magnitudes; 1e-8 by default. */
    public Adamax eps(double value) {
        return with("eps", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public Adamax weightDecay(double value) {
        return with("weight_decay", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new AdamaxRule(
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                group.flag("maximize"),
                state.steps);
    }
}
