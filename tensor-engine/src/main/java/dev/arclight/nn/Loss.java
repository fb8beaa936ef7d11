package dev.arclight.nn;

import dev.arclight.op.Reduction;

/** A measure of how far an output is from what was wanted; its forward takes both. */
public abstract class Loss extends Module {
    private final Reduction reduction;

    protected Loss(Reduction reduction) {
        this.reduction = reduction;
    }

    /** What the losses of single examples become. */
    public final Reduction reduction() {
        return reduction;
    }
}
