package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Modules by name, in the order they were put; as {@code torch.nn.ModuleDict}. It has no forward. */
public final class ModuleDict<M extends Module> extends Module {
    private final Map<String, M> modules = new LinkedHashMap<>();

    public ModuleDict() {}

    public ModuleDict(Map<String, ? extends M> modules) {
        modules.forEach(this::put);
    }

    /** Adds a module, or replaces the one of that name. */
    public ModuleDict<M> put(String name, M module) {
        if (modules.containsKey(name)) {
            unregister(name);
        }
        register(name, module);
        modules.put(name, module);
        return this;
    }

    /** @throws ArclightException if there is none of that name */
    public M get(String name) {
        M found = modules.get(name);
        if (found == null) {
            throw new ArclightException("ModuleDict: no module '" + name + "', only " + modules.keySet());
        }
        return found;
    }

    /** Takes a module out and returns it. */
    public M pop(String name) {
        M found = get(name);
        unregister(name);
        modules.remove(name);
        return found;
    }

    public boolean containsKey(String name) {
        return modules.containsKey(name);
    }

    public Set<String> keySet() {
        return Collections.unmodifiableSet(modules.keySet());
    }

    public int size() {
        return modules.size();
    }
}
