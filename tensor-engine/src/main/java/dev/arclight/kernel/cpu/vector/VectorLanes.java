package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.VectorSupport;
import jdk.incubator.vector.FloatVector;

/** Tells {@link VectorSupport} how many floats fit the widest vector that this CPU prefers. */
public final class VectorLanes implements VectorSupport.Lanes {
    @Override
    public int floatLanes() {
        return FloatVector.SPECIES_PREFERRED.length();
    }
}
