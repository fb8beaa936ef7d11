package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.AsgdRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import java.util.List;

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992), as {@code torch.optim.ASGD}. The averages are {@code
 * "ax"} of the state dict.
 */
public final class ASGD extends ElementwiseOptimizer<ASGD> {
    private static final int ETA = 0;
    private static final int MU = 1;

    /** With PyTorch's learning rate, 1e-2; {@code parameters} are tensors or {@link ParamGroup}s. */
    public ASGD(List<?> parameters) {
        this(parameters, 1e-2);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public ASGD(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("ASGD")
                        .lr(learningRate)
                        .number("lambd", 1e-4)
                        .number("alpha", 0.75)
                        .number("t0", 1e6)
                        .nonNegative("weight_decay", 0)
                        .flag("maximize", false),
                List.of("eta", "mu"),
                "ax");
    }

    @Override
    ASGD self() {
        return this;
    }

    /** How much of the parameter is taken off in each step, times the learning rate; 1e-4 by default. */
    public ASGD lambd(double value) {
        return with("lambd", value);
    }

    /** The power of the steps that the learning rate falls with; 0.75 by default. */
    public ASGD alpha(double value) {
        return with("alpha", value);
    }

    /** The step after which averaging begins; a million by default. */
    public ASGD t0(double value) {
        return with("t0", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public ASGD weightDecay(double value) {
        return with("weight_decay", value);
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new AsgdRule(
                group.number("lambd"),
                group.number("weight_decay"),
                group.flag("maximize"),
                state.numbers[ETA],
                state.numbers[MU]);
    }

    @Override
    boolean sharesRule() {
        return false;
    }

    @Override
    double initialNumber(int number, ParamGroup group) {
        return number == ETA ? (float) group.lr() : 1;
    }

    /** PyTorch keeps both as float32 tensors. */
    @Override
    void stepped(ParamGroup group, ParameterState state) {
        double lr = group.lr();
        state.numbers[ETA] =
                (float) (lr / Math.pow(1 + group.number("lambd") * lr * state.steps, group.number("alpha")));
        state.numbers[MU] = (float) (1 / Math.max(1, state.steps - group.number("t0")));
    }
}
