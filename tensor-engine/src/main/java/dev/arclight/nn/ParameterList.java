package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Parameters in a list, named 0, 1, 2 …; as {@code torch.nn.ParameterList}. It has no forward. */
public final class ParameterList extends Module implements Iterable<Tensor> {
    private final List<Tensor> values = new ArrayList<>();

    public ParameterList(Tensor... parameters) {
        for (Tensor parameter : parameters) {
            append(parameter);
        }
    }

    /** Makes a tensor a leaf that requires a gradient and adds it at the end. */
    public ParameterList append(Tensor parameter) {
        values.add(registerParameter(Integer.toString(values.size()), parameter));
        return this;
    }

    /** Adds all of a list at the end. */
    public ParameterList extend(Iterable<Tensor> parameters) {
        parameters.forEach(this::append);
        return this;
    }

    /** The parameter at a place; negative counts from the end. */
    public Tensor get(int index) {
        return values.get(ModuleList.place("ParameterList", index, values.size()));
    }

    public int size() {
        return values.size();
    }

    @Override
    public Iterator<Tensor> iterator() {
        return Collections.unmodifiableList(values).iterator();
    }

    @Override
    protected String extraRepr() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            lines.add(described(Integer.toString(i), values.get(i)));
        }
        return lined(lines);
    }

    /** {@code   (name): Parameter containing: [torch.float32 of size 2x3]}. */
    static String described(String name, Tensor parameter) {
        StringBuilder extents = new StringBuilder();
        for (int i = 0; i < parameter.rank(); i++) {
            extents.append(i == 0 ? "" : "x").append(parameter.size(i));
        }
        return "  (" + name + "): Parameter containing: [torch." + parameter.dtype() + " of size " + extents + "]";
    }

    /** One line stays in the parentheses, several stand on lines of their own. */
    static String lined(List<String> lines) {
        return lines.size() < 2 ? String.join("", lines) : "\n  " + String.join("\n  ", lines) + "\n";
    }
}
