package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other, named 0, 1, 2 …; as {@code torch.nn.Sequential}.
 *
 * <p>A ReLU that stands before a max pooling runs after it: the largest of clipped numbers is the clipped largest, in
 * every bit and with the same gradient, and there are fewer to clip.
 */
public final class Sequential extends Module implements Describable {
    private final List<Module> layers;
    private final List<Module> order;

    public Sequential(Module... layers) {
        this.layers = List.of(layers);
        for (int i = 0; i < layers.length; i++) {
            register(Integer.toString(i), layers[i]);
        }
        List<Module> running = new ArrayList<>(this.layers);
        for (int i = 0; i + 1 < running.size(); i++) {
            if (running.get(i) instanceof ReLU && running.get(i + 1) instanceof MaxPool2d) {
                Collections.swap(running, i, i + 1);
            }
        }
        this.order = List.copyOf(running);
    }

    /** The layers in order. */
    public List<Module> layers() {
        return layers;
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor x = input;
        for (Module layer : order) {
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
