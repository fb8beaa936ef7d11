package dev.arclight.kernel;

import dev.arclight.kernel.cpu.ops.CpuBackend;

/** The backends of this JVM. */
public final class Backends {
    private static final Backend CPU = new CpuBackend();

    private Backends() {}

    /** The backend that always is there. */
    public static Backend cpu() {
        return CPU;
    }
}
