package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers one after the other, named 0, 1, 2 … or as given; as {@code torch.nn.Sequential}.
 *
 * <p>A ReLU that stands before a max pooling runs after it, unless one of them has hooks, which would see it: the largest of
 * clipped numbers is the clipped largest, in every bit and with the same gradient, and there are fewer to clip.
 */
public final class Sequential extends Module implements Describable, Iterable<Module> {
    private List<Module> layers = List.of();

    public Sequential(Module... layers) {
        for (Module layer : layers) {
            append(layer);
        }
    }

    /** Layers under names of their own, in the map's order. */
    @SuppressWarnings("NonApiType") // A map without an order would not say what comes first.
    public Sequential(LinkedHashMap<String, ? extends Module> layers) {
        layers.forEach(this::register);
        this.layers = children();
    }

    /** Adds a layer at the end, named by its number. */
    public Sequential append(Module layer) {
        register(Integer.toString(layers.size()), layer);
        layers = children();
        return this;
    }

    /** Adds all layers of another at the end. */
    public Sequential extend(Sequential others) {
        others.layers.forEach(this::append);
        return this;
    }

    /** The layer at a place; negative counts from the end. */
    public Module get(int index) {
        return layers.get(ModuleList.place("Sequential", index, layers.size()));
    }

    /** A network of the layers {@code from … to - 1}, which it shares with this one. */
    public Sequential slice(int from, int to) {
        if (from < 0 || to > layers.size() || from > to) {
            throw new ArclightException(
                    "Sequential: no layers " + from + " to " + to + " of " + layers.size() + " to slice");
        }
        return new Sequential(layers.subList(from, to).toArray(Module[]::new));
    }

    public int size() {
        return layers.size();
    }

    /** The layers in order. */
    public List<Module> layers() {
        return layers;
    }

    @Override
    public Iterator<Module> iterator() {
        return layers.iterator();
    }

    @Override
    public Tensor forward(Tensor input) {
        Tensor x = input;
        for (int i = 0; i < layers.size(); i++) {
            Module layer = layers.get(i);
            if (i + 1 < layers.size() && mayFollow(layer, layers.get(i + 1))) {
                x = layers.get(++i).call(x);
            }
            x = layer.call(x);
        }
        return x;
    }

    /** Whether a layer may run after the next one and nobody can tell; asked at each call, since hooks come and go. */
    private static boolean mayFollow(Module layer, Module next) {
        return layer instanceof ReLU && next instanceof MaxPool2d && !layer.hasHooks() && !next.hasHooks();
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
