package dev.arclight.model.transformer;

import dev.arclight.nn.Module;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Adds sines and cosines of the position, of wavelengths from 2π to 10000·2π, to {@code [batch, length, dModel]}. */
public final class PositionalEncoding extends Module {
    private final Tensor pe;

    /** For sequences of up to 5000. */
    public PositionalEncoding(int dModel) {
        this(dModel, 5000);
    }

    public PositionalEncoding(int dModel, int maxSeqLength) {
        Tensor position = Tensor.arange(0, maxSeqLength).toFloat().unsqueeze(1);
        Tensor divTerm = Tensor.arange(0, dModel, 2)
                .toFloat()
                .mul(-Math.log(10000.0) / dModel)
                .exp();
        Tensor angles = position.mul(divTerm);
        Tensor encoding = Tensor.zeros(maxSeqLength, dModel);
        encoding.slice(1, 0, dModel, 2).copy_(angles.sin());
        encoding.slice(1, 1, dModel, 2).copy_(angles.narrow(1, 0, dModel / 2).cos());
        pe = registerBuffer("pe", encoding.unsqueeze(0));
    }

    /** @throws ShapeException if a sequence is longer than was planned for */
    @Override
    public Tensor forward(Tensor x) {
        if (x.size(1) > pe.size(1)) {
            throw new ShapeException("PositionalEncoding: a sequence of " + x.size(1) + " is longer than " + pe.size(1)
                    + "; make it with a larger maxSeqLength");
        }
        return x.add(pe.narrow(1, 0, x.size(1)));
    }
}
