package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AdagradRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * The gradient over the root of the sum of its squares (Duchi et al. 2011), as {@code torch.optim.Adagrad}.
 */
public final class Adagrad extends ElementwiseOptimizer<Adagrad> {
    /** With PyTorch's learning rate, 1e-2; {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adagrad(List<?> parameters) {
        this(parameters, 1e-2);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adagrad(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("Adagrad")
                        .lr(learningRate)
                        .nonNegative("lr_decay", 0)
                        .nonNegative("eps", 1e-10)
                        .nonNegative("weight_decay", 0)
                        .nonNegative("initial_accumulator_value", 0)
                        .flag("maximize", false),
                List.of(),
                "sum");
    }

    @Override
    Adagrad self() {
        return this;
    }

    /** How fast the learning rate falls with the steps; 0 by default. */
    public Adagrad lrDecay(double value) {
        return with("lr_decay", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public Adagrad weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** What the sum of squares begins with; 0 by default. Call it before the first step. */
    public Adagrad initialAccumulatorValue(double value) {
        return with("initial_accumulator_value", value);
    }

    /** What keeps the division finite; 1e-10 by default. */
    public Adagrad eps(double value) {
        return with("eps", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new AdagradRule(
                group.lr(),
                group.number("lr_decay"),
                group.number("weight_decay"),
                group.number("eps"),
                group.flag("maximize"),
                state.steps);
    }

    @Override
    double initial(int slot, ParamGroup group) {
        return group.number("initial_accumulator_value");
    }

    @Override
    boolean remembersFromTheStart() {
        return true;
    }
}
