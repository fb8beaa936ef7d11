package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.NAdamRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Adam with Nesterov's momentum (Dozat 2016), as {@code torch.optim.NAdam}.
 */
public final class NAdam extends ElementwiseOptimizer<NAdam> {
    private static final int MU_PRODUCT = 0;

    /** With PyTorch's learning rate, 2e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public NAdam(List<?> parameters) {
        this(parameters, 2e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public NAdam(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("NAdam")
                        .lr(learningRate)
                        .betas(0.9, 0.999)
                        .nonNegative("eps", 1e-8)
                        .nonNegative("weight_decay", 0)
                        .nonNegative("momentum_decay", 4e-3)
                        .flag("decoupled_weight_decay", false)
                        .flag("maximize", false),
                List.of("mu_product"),
                "exp_avg",
                "exp_avg_sq");
    }

    @Override
    NAdam self() {
        return this;
    }

    /** How much of the running mean and the running square is kept; 0.9 and 0.999 by default. */
    public NAdam betas(double first, double second) {
        return with("betas", List.of(first, second));
    }

    /** What keeps the division finite; 1e-8 by default. */
    public NAdam eps(double value) {
        return with("eps", value);
    }

    /**
     * How much of the parameter is added to its gradient, or, if {@link #decoupledWeightDecay}, taken off it; 0 by
     * default.
     */
    public NAdam weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** How fast the momentum rises to the first beta; 0.004 by default. */
    public NAdam momentumDecay(double value) {
        return with("momentum_decay", value);
    }

    /** Whether weight decay shrinks the parameters themselves, as in AdamW; false by default. */
    public NAdam decoupledWeightDecay(boolean value) {
        return with("decoupled_weight_decay", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        double muProduct = (float) state.numbers[MU_PRODUCT] * (float) momentum(group, state.steps);
        return new NAdamRule(
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                group.flag("decoupled_weight_decay"),
                group.flag("maximize"),
                momentum(group, state.steps),
                momentum(group, state.steps + 1),
                muProduct,
                state.steps);
    }

    private static double momentum(ParamGroup group, long step) {
        return group.number("betas", 0) * (1 - 0.5 * Math.pow(0.96, step * group.number("momentum_decay")));
    }

    @Override
    boolean sharesRule() {
        return false;
    }

    @Override
    double initialNumber(int number, ParamGroup group) {
        return 1;
    }

    /** PyTorch keeps the product as a float32 tensor. */
    @Override
    void stepped(ParamGroup group, ParameterState state) {
        state.numbers[MU_PRODUCT] = (float) state.numbers[MU_PRODUCT] * (float) momentum(group, state.steps);
    }
}
