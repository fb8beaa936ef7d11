package dev.arclight.optim;

import java.util.List;

/**
 * Adam whose weight decay shrinks the parameters themselves (Loshchilov and Hutter 2019), as {@code torch.optim.AdamW}.
 */
public final class AdamW extends AdaptiveMoments<AdamW> {
    /** With PyTorch's learning rate, 1e-3; {@code parameters} are tensors or {@link ParamGroup}s. */
    public AdamW(List<?> parameters) {
        this(parameters, 1e-3);
    }

    /** {@code parameters} are tensors or {@link ParamGroup}s. */
    public AdamW(List<?> parameters, double learningRate) {
        super(parameters, "AdamW", learningRate, 1e-2, true);
    }

    @Override
    AdamW self() {
        return this;
    }

    /** How much a parameter shrinks, times the learning rate; 0.01 by default. */
    public AdamW weightDecay(double value) {
        return with("weight_decay", value);
    }
}
