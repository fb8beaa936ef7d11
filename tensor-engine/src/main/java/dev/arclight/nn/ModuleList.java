package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import java.util.Iterator;
import java.util.List;

/** Modules in a list, named 0, 1, 2 …; as {@code torch.nn.ModuleList}. It has no forward. */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
    private List<M> modules = List.of();

    @SafeVarargs
    public ModuleList(M... modules) {
        for (M module : modules) {
            append(module);
        }
    }

    public ModuleList(List<? extends M> modules) {
        modules.forEach(this::append);
    }

    /** Adds a module at the end. */
    public ModuleList<M> append(M module) {
        register(Integer.toString(modules.size()), module);
        modules = java.util.stream.Stream.concat(modules.stream(), java.util.stream.Stream.of(module))
                .toList();
        return this;
    }

    /** Puts a module before the one at a place and renumbers those that follow. */
    public ModuleList<M> insert(int index, M module) {
        List<M> wanted = new java.util.ArrayList<>(modules);
        wanted.add(index == wanted.size() ? index : place("ModuleList", index, wanted.size()), module);
        for (int i = 0; i < modules.size(); i++) {
            unregister(Integer.toString(i));
        }
        modules = List.of();
        wanted.forEach(this::append);
        return this;
    }

    /** Adds all of another list at the end. */
    public ModuleList<M> extend(Iterable<? extends M> others) {
        others.forEach(this::append);
        return this;
    }

    /** The module at a place; negative counts from the end. */
    public M get(int index) {
        return modules.get(place("ModuleList", index, modules.size()));
    }

    public int size() {
        return modules.size();
    }

    @Override
    public Iterator<M> iterator() {
        return modules.iterator();
    }

    /** Equal neighbours print as one line, as {@code (0-2): 3 x Linear(…)}. */
    @Override
    public String toString() {
        if (modules.isEmpty()) {
            return printedName() + "()";
        }
        StringBuilder out = new StringBuilder(printedName()).append('(');
        int from = 0;
        while (from < modules.size()) {
            String text = modules.get(from).toString();
            int to = from + 1;
            while (to < modules.size() && modules.get(to).toString().equals(text)) {
                to++;
            }
            out.append("\n  (").append(from);
            if (to - from > 1) {
                out.append('-').append(to - 1).append("): ").append(to - from).append(" x ");
            } else {
                out.append("): ");
            }
            out.append(text.replace("\n", "\n  "));
            from = to;
        }
        return out.append("\n)").toString();
    }

    static int place(String what, int index, int size) {
        int at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw new ArclightException(what + ": index " + index + " is outside its " + size + " modules");
        }
        return at;
    }
}
