package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameters by name, in the order they were put; as {@code torch.nn.ParameterDict}. It has no forward. */
public final class ParameterDict extends Module {
    private final Map<String, Tensor> values = new LinkedHashMap<>();

    public ParameterDict() {}

    public ParameterDict(Map<String, Tensor> parameters) {
        parameters.forEach(this::put);
    }

    /** Makes a tensor a leaf that requires a gradient and adds it, or replaces the one of that name. */
    public ParameterDict put(String name, Tensor parameter) {
        if (values.containsKey(name)) {
            unregister(name);
        }
        values.put(name, registerParameter(name, parameter));
        return this;
    }

    /** @throws ArclightException if there is none of that name */
    public Tensor get(String name) {
        Tensor found = values.get(name);
        if (found == null) {
            throw new ArclightException("ParameterDict: no parameter '" + name + "', only " + values.keySet());
        }
        return found;
    }

    /** Takes a parameter out and returns it. */
    public Tensor pop(String name) {
        Tensor found = get(name);
        unregister(name);
        values.remove(name);
        return found;
    }

    public boolean containsKey(String name) {
        return values.containsKey(name);
    }

    public Set<String> keySet() {
        return Collections.unmodifiableSet(values.keySet());
    }

    public int size() {
        return values.size();
    }

    @Override
    protected String extraRepr() {
        List<String> lines = new ArrayList<>();
        values.forEach((name, parameter) -> lines.add(ParameterList.described(name, parameter)));
        return ParameterList.lined(lines);
    }
}
