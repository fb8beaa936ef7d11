package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AdamRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Adam whose weight decay shrinks the parameters themselves (Loshchilov and Hutter 2019), as {@code torch.optim.AdamW}.
 */
public final class AdamW extends ElementwiseOptimizer<AdamW> {
    /** With PyTorch's learning rate, 1e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public AdamW(List<?> parameters) {
        this(parameters, 1e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public AdamW(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("AdamW")
                        .lr(learningRate)
                        .betas(0.9, 0.999)
                        .nonNegative("eps", 1e-8)
                        .nonNegative("weight_decay", 1e-2)
                        .flag("amsgrad", false)
                        .flag("maximize", false),
                List.of(),
                "exp_avg",
                "exp_avg_sq",
                "max_exp_avg_sq");
    }

    @Override
    AdamW self() {
        return this;
    }

    /** How much of the running mean and the running square is kept; 0.9 and 0.999 by default. */
    public AdamW betas(double first, double second) {
        return with("betas", List.of(first, second));
    }

    /** What keeps the division finite; 1e-8 by default. */
    public AdamW eps(double value) {
        return with("eps", value);
    }

    /** How much a parameter shrinks, times the learning rate; 0.01 by default. */
    public AdamW weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** Whether the largest running square so far divides instead of the present one; false by default. */
    public AdamW amsgrad(boolean value) {
        return with("amsgrad", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new AdamRule(
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                true,
                group.flag("amsgrad"),
                group.flag("maximize"),
                state.steps);
    }

    @Override
    boolean needs(int slot, ParamGroup group) {
        return slot < 2 || group.flag("amsgrad");
    }

    @Override
    boolean isOptional(int slot) {
        return slot == 2;
    }
}
