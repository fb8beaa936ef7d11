package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.RAdamRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020), as {@code torch.optim.RAdam}.
 */
public final class RAdam extends ElementwiseOptimizer<RAdam> {
    /** With PyTorch's learning rate, 1e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public RAdam(List<?> parameters) {
        this(parameters, 1e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public RAdam(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("RAdam")
                        .lr(learningRate)
                        .betas(0.9, 0.999)
                        .nonNegative("eps", 1e-8)
                        .nonNegative("weight_decay", 0)
                        .flag("decoupled_weight_decay", false)
                        .flag("maximize", false),
                List.of(),
                "exp_avg",
                "exp_avg_sq");
    }

    @Override
    RAdam self() {
        return this;
    }

    /** How much of the running mean and the running square is kept; 0.9 and 0.999 by default. */
    public RAdam betas(double first, double second) {
        return with("betas", List.of(first, second));
    }

    /** What keeps the division finite; 1e-8 by default. */
    public RAdam eps(double value) {
        return with("eps", value);
    }

    /**
     * How much of the parameter is added to its gradient, or, if {@link #decoupledWeightDecay}, taken off it; 0 by
     * default.
     */
    public RAdam weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** Whether weight decay shrinks the parameters themselves, as in AdamW; false by default. */
    public RAdam decoupledWeightDecay(boolean value) {
        return with("decoupled_weight_decay", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new RAdamRule(
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                group.flag("decoupled_weight_decay"),
                group.flag("maximize"),
                state.steps);
    }
}
