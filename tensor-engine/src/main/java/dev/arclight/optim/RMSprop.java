package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.RmspropRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * The gradient over the root of its running square (Tieleman and Hinton 2012), as {@code torch.optim.RMSprop}.
 */
public final class RMSprop extends ElementwiseOptimizer<RMSprop> {
    /** With PyTorch's learning rate, 1e-2; {@code parameters} are tensors or {@link ParamGroup}s. */
    public RMSprop(List<?> parameters) {
        this(parameters, 1e-2);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public RMSprop(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("RMSprop")
                        .lr(learningRate)
                        .nonNegative("momentum", 0)
                        .nonNegative("alpha", 0.99)
                        .nonNegative("eps", 1e-8)
                        .flag("centered", false)
                        .nonNegative("weight_decay", 0)
                        .flag("maximize", false),
                List.of(),
                "square_avg",
                "momentum_buffer",
                "grad_avg");
    }

    @Override
    RMSprop self() {
        return this;
    }

    /** How much of the running square is kept; 0.99 by default. */
    public RMSprop alpha(double value) {
        return with("alpha", value);
    }

    /** What keeps the division finite; 1e-8 by default. */
    public RMSprop eps(double value) {
        return with("eps", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public RMSprop weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** The share of the last direction that is kept; 0 by default. */
    public RMSprop momentum(double value) {
        return with("momentum", value);
    }

    /** Whether the running variance divides instead of the running square; false by default. */
    public RMSprop centered(boolean value) {
        return with("centered", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new RmspropRule(
                group.lr(),
                group.number("alpha"),
                group.number("eps"),
                group.number("weight_decay"),
                group.number("momentum"),
                group.flag("centered"),
                group.flag("maximize"));
    }

    @Override
    boolean needs(int slot, ParamGroup group) {
        return switch (slot) {
            case 1 -> group.number("momentum") > 0;
            case 2 -> group.flag("centered");
            default -> true;
        };
    }

    @Override
    boolean isOptional(int slot) {
        return slot > 0;
    }
}
