package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A piece of a network with parameters, buffers and parts, all named; as {@code torch.nn.Module}.
 *
 * <pre>{@code
 * final class Net extends Module {
 *     private final Linear fc1 = register("fc1", new Linear(784, 128));
 *     private final Linear fc2 = register("fc2", new Linear(128, 10));
 *
 *     public Tensor forward(Tensor x) {
 *         return fc2.forward(fc1.forward(x).relu());
 *     }
 * }
 * }</pre>
 *
 * <p>{@link #forward} may run on several threads at once in evaluation mode; changing parameters or the mode may not.
 */
public abstract class Module {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();
    private final Map<String, Tensor> buffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** Computes the output; the shapes are each layer's own. */
    public abstract Tensor forward(Tensor input);

    /** Makes {@code child} a part under this name and returns it. */
    protected final <M extends Module> M register(String name, M child) {
        requireFree(name);
        children.put(name, child);
        return child;
    }

    /** Makes {@code parameter} a leaf that requires a gradient and part of the state under this name. */
    protected final Tensor registerParameter(String name, Tensor parameter) {
        requireFree(name);
        parameters.put(name, parameter.requiresGrad(true));
        return parameter;
    }

    /** Makes {@code buffer} part of the state under this name, without a gradient. */
    protected final Tensor registerBuffer(String name, Tensor buffer) {
        requireFree(name);
        buffers.put(name, buffer);
        return buffer;
    }

    private void requireFree(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot name a part of a module; expected a word without dots");
        }
        if (parameters.containsKey(name) || buffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("this module already has a part called '" + name + "'");
        }
    }

    /** The direct parts by name, in the order they were registered. */
    public final Map<String, Module> namedChildren() {
        return Collections.unmodifiableMap(children);
    }

    /** All parameters, those of parts included, by dotted name, in the order they were registered. */
    public final Map<String, Tensor> namedParameters() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (prefix, module) -> module.parameters.forEach((name, tensor) -> all.put(prefix + name, tensor)));
        return all;
    }

    public final List<Tensor> parameters() {
        return new ArrayList<>(namedParameters().values());
    }

    /** All buffers, those of parts included, by dotted name. */
    public final Map<String, Tensor> namedBuffers() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (prefix, module) -> module.buffers.forEach((name, tensor) -> all.put(prefix + name, tensor)));
        return all;
    }

    /** Parameters and buffers by dotted name, detached but sharing memory. */
    public final Map<String, Tensor> stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        visit("", (prefix, module) -> {
            module.parameters.forEach((name, tensor) -> all.put(prefix + name, tensor.detach()));
            module.buffers.forEach((name, tensor) -> all.put(prefix + name, tensor));
        });
        return all;
    }

    /**
     * Copies a state over this module's.
     *
     * @throws ArclightException naming every missing, unexpected and mis-shaped key; nothing is changed then
     */
    public final void loadStateDict(Map<String, Tensor> state) {
        Map<String, Tensor> own = stateDict();
        List<String> problems = new ArrayList<>();
        own.forEach((name, tensor) -> {
            Tensor given = state.get(name);
            if (given == null) {
                problems.add("missing " + name);
            } else if (!given.shape().equals(tensor.shape()) || given.dtype() != tensor.dtype()) {
                problems.add(name + " is " + given.type() + ", expected " + tensor.type());
            }
        });
        state.keySet().stream()
                .filter(name -> !own.containsKey(name))
                .forEach(name -> problems.add("unexpected " + name));
        if (!problems.isEmpty()) {
            throw new ArclightException("loadStateDict: the state does not fit this "
                    + getClass().getSimpleName() + ": " + String.join("; ", problems));
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            own.forEach((name, tensor) -> tensor.copy_(java.util.Objects.requireNonNull(state.get(name))));
        }
    }

    /** Switches this and its parts to training mode. */
    public final Module train() {
        return train(true);
    }

    public final Module train(boolean mode) {
        return apply(module -> module.training = mode);
    }

    /** Switches this and its parts to evaluation mode. */
    public final Module eval() {
        return train(false);
    }

    public final boolean isTraining() {
        return training;
    }

    /** Calls {@code action} with every part, innermost first, then with this. */
    public final Module apply(Consumer<Module> action) {
        children.values().forEach(child -> child.apply(action));
        action.accept(this);
        return this;
    }

    /** Forgets the gradients of all parameters. */
    public final void zeroGrad() {
        parameters().forEach(parameter -> parameter.grad(null));
    }

    /** What stands between the parentheses when this layer is printed. */
    protected String extraRepr() {
        return "";
    }

    /** As PyTorch prints a module: one line for a layer, an indented line for each part. */
    @Override
    public String toString() {
        StringBuilder out =
                new StringBuilder(getClass().getSimpleName()).append('(').append(extraRepr());
        children.forEach((name, child) -> out.append("\n  (")
                .append(name)
                .append("): ")
                .append(child.toString().replace("\n", "\n  ")));
        return out.append(children.isEmpty() ? ")" : "\n)").toString();
    }

    private interface Visitor {
        void visit(String prefix, Module module);
    }

    private void visit(String prefix, Visitor visitor) {
        visitor.visit(prefix, this);
        children.forEach((name, child) -> child.visit(prefix + name + ".", visitor));
    }
}
