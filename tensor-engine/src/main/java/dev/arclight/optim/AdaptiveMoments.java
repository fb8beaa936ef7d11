package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AdamRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * What {@link Adam} and {@link AdamW} share: all but what weight decay acts on.
 *
 * @param <T> the optimizer itself, which its settings return
 */
abstract sealed class AdaptiveMoments<T extends AdaptiveMoments<T>> extends ElementwiseOptimizer<T>
        permits Adam, AdamW {
    private final boolean decoupled;

    /** @param decoupled whether decay shrinks the parameters themselves instead of entering the gradient */
    AdaptiveMoments(List<?> parameters, String name, double learningRate, double weightDecay, boolean decoupled) {
        super(
                parameters,
                new Options(name)
                        .lr(learningRate)
                        .betas(0.9, 0.999)
                        .nonNegative("eps", 1e-8)
                        .nonNegative("weight_decay", weightDecay)
                        .flag("amsgrad", false)
                        .flag("maximize", false),
                List.of(),
                "exp_avg",
                "exp_avg_sq",
                "max_exp_avg_sq");
        this.decoupled = decoupled;
    }

    /** How much of the running mean and the running square is kept; 0.9 and 0.999 by default. */
    public final T betas(double first, double second) {
        return with("betas", List.of(first, second));
    }

    /** What keeps the division finite; 1e-8 by default. */
    public final T eps(double value) {
        return with("eps", value);
    }

    /** Whether the largest running square so far divides instead of the present one; false by default. */
    public final T amsgrad(boolean value) {
        return with("amsgrad", value);
    }

    @Override
    final StepRule rule(ParamGroup group, ParameterState state) {
        return new AdamRule(
                group.lr(),
                group.number("betas", 0),
                group.number("betas", 1),
                group.number("eps"),
                group.number("weight_decay"),
                decoupled,
                group.flag("amsgrad"),
                group.flag("maximize"),
                state.steps);
    }

    @Override
    final boolean needs(int slot, ParamGroup group) {
        return slot < 2 || group.flag("amsgrad");
    }

    @Override
    final boolean isOptional(int slot) {
        return slot == 2;
    }
}
