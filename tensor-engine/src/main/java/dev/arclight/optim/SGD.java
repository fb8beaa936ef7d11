package dev.arclight.optim;

import dev.arclight.kernel.cpu.optim.SgdRule;
import dev.arclight.kernel.cpu.optim.StepRule;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, as {@code torch.optim.SGD}.
 *
 * <pre>{@code new SGD(model.parameters(), 0.01).momentum(0.9)}</pre>
 */
public final class SGD extends ElementwiseOptimizer<SGD> {
    /** With PyTorch's learning rate, 1e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public SGD(List<?> parameters) {
        this(parameters, 1e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public SGD(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("SGD")
                        .lr(learningRate)
                        .nonNegative("momentum", 0)
                        .number("dampening", 0)
                        .nonNegative("weight_decay", 0)
                        .flag("nesterov", false)
                        .flag("maximize", false),
                List.of(),
                "momentum_buffer");
    }

    @Override
    SGD self() {
        return this;
    }

    /** The share of the last direction that is kept; 0 by default. */
    public SGD momentum(double value) {
        return with("momentum", value);
    }

    /** The share of the gradient that does not enter the direction, but for a parameter's first; 0 by default. */
    public SGD dampening(double value) {
        return with("dampening", value);
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public SGD weightDecay(double value) {
        return with("weight_decay", value);
    }

    /** Looks one step ahead; needs momentum and no dampening. */
    public SGD nesterov(boolean value) {
        return with("nesterov", value);
    }

    @Override
    void check(ParamGroup group) {
        double momentum = group.number("momentum");
        double dampening = group.number("dampening");
        if (group.flag("nesterov") && (momentum <= 0 || dampening != 0)) {
            throw new ArclightException("SGD: Nesterov momentum requires a momentum and zero dampening, got momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    @Override
    StepRule rule(ParamGroup group, ParameterState state) {
        return new SgdRule(
                group.lr(),
                group.number("momentum"),
                group.number("dampening"),
                group.number("weight_decay"),
                group.flag("nesterov"),
                group.flag("maximize"),
                state.fresh);
    }

    @Override
    boolean needs(int slot, ParamGroup group) {
        return group.number("momentum") != 0;
    }

    @Override
    boolean isOptional(int slot) {
        return true;
    }

    /** Only whether there is momentum yet matters, and the momentum itself tells. */
    @Override
    boolean countsSteps() {
        return false;
    }
}
