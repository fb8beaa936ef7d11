package dev.arclight.io;

import dev.arclight.nn.Init;
import dev.arclight.nn.Module;

/** Copies of networks that share nothing with the original. Stateless and safe for all threads. */
public final class ModuleCopy {
    private ModuleCopy() {}

    /**
     * A network of the same layers with weights of its own, in evaluation mode.
     *
     * @throws ModelFormatException naming a layer that no model folder could hold
     */
    public static Module of(Module module) {
        Module copy;
        try (Init.Scope blank = Init.zeros()) {
            copy = Architecture.parse(Architecture.describe(module), "copy").make();
        }
        copy.loadStateDict(module.stateDict());
        return copy.eval();
    }
}
