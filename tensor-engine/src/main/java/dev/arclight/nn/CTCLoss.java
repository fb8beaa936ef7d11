package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;

/** {@link Functional#ctcLoss} with its settings, as {@code torch.nn.CTCLoss}. */
public final class CTCLoss extends Loss {
    private final int blank;
    private final boolean zeroInfinity;

    public CTCLoss() {
        this(0, Reduction.MEAN, false);
    }

    /** @param zeroInfinity whether examples that no alignment fits count as zero instead of infinity */
    public CTCLoss(int blank, Reduction reduction, boolean zeroInfinity) {
        super(reduction);
        this.blank = blank;
        this.zeroInfinity = zeroInfinity;
    }

    /** Shapes as those of {@link Functional#ctcLoss}. */
    public Tensor forward(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
        return Functional.ctcLoss(logProbs, targets, inputLengths, targetLengths, blank, reduction(), zeroInfinity);
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
        return single(callAll(
                in -> each(forward(given(in[0]), given(in[1]), given(in[2]), given(in[3]))),
                logProbs,
                targets,
                inputLengths,
                targetLengths));
    }
}
