package dev.arclight.optim;

import java.util.List;

/**
 * Adaptive moments (Kingma and Ba 2015), as {@code torch.optim.Adam}.
 *
 * <pre>{@code new Adam(model.parameters(), 1e-3).betas(0.9, 0.98)}</pre>
 */
public final class Adam extends AdaptiveMoments<Adam> {
    /** With PyTorch's learning rate, 1e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adam(List<?> parameters) {
        this(parameters, 1e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public Adam(List<?> parameters, double learningRate) {
        super(parameters, "Adam", learningRate, 0, false);
    }

    @Override
    Adam self() {
        return this;
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public Adam weightDecay(double value) {
        return with("weight_decay", value);
    }
}
