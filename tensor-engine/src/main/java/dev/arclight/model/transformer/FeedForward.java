package dev.arclight.model.transformer;

import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Tensor;

/** Two linear layers with a ReLU between them, for every position alike. */
public final class FeedForward extends Module {
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;

    public FeedForward(int dModel, int dFf, double dropout) {
        linear1 = register("linear1", new Linear(dModel, dFf));
        this.dropout = register("dropout", new Dropout(dropout));
        linear2 = register("linear2", new Linear(dFf, dModel));
    }

    @Override
    public Tensor forward(Tensor x) {
        return linear2.call(dropout.call(linear1.call(x).relu()));
    }
}
