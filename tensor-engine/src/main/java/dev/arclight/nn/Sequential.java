package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Layers one after the other, named 0, 1, 2 …; as {@code torch.nn.Sequential}. */
public final class Sequential extends Module implements Describable {
    private final List<Module> layers;

    public Sequential(Module... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            register(Integer.toString(i), layers[i]);
        }
    }

    /** The layers in order. */
    public List<Module> layers() {
        return layers;
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor x = input;
        for (Module layer : layers) {
            x = layer.forward(x);
        }
        return x;
    }

    @Override
    public String type() {
        return "Sequential";
    }

    /** Empty: a model folder writes the layers themselves. */
    @Override
    public Map<String, Object> config() {
        return Map.of();
    }
}
