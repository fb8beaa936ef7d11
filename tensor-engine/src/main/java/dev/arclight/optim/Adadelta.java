package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AdadeltaRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Steps as large as the last ones (Zeiler 2012), as {@code torch.optim.Adadelta}.
 */
public final class Adadelta extends ElementwiseOptimizer<Adadelta> {
    /** With PyTorch's learning rate, 1.0; {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adadelta(List<?> parameters) {
        this(parameters, 1.0);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adadelta(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("Adadelta")
                        .lr(learningRate)
                        .share("rho", 0.9)
                        .nonNegative("eps", 1e-6)
                        .nonNegative("weight_decay", 0)
                        .flag("maximize", false),
                List.of(),
                "square_avg",
                "acc_delta");
    }

    @Override
    Adadelta self() {
        return this;
    }

    /** How much of the running squares is kept; 0.9 by default. */
    public Adadelta rho(double value) {
        return with("rho", value);
    }

    /** What keeps the division finite; 1e-6 by default. */
    public Adadelta eps(double value) {
        return with("eps", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public Adadelta weightDecay(double value) {
        return with("weight_decay", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new AdadeltaRule(
                group.lr(),
                group.number("rho"),
                group.number("eps"),
                group.number("weight_decay"),
                group.flag("maximize"));
    }
}
