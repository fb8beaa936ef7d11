package dev.arclight.tensor;

import dev.arclight.op.FloorDivide;
import dev.arclight.op.Op;
import dev.arclight.op.TruncDivide;

/** PyTorch's names for how a division rounds. */
final class Rounding {
    private Rounding() {}

    /** @throws ArclightException unless the mode is {@code "trunc"} or {@code "floor"} */
    static Op division(String mode) {
        return switch (mode) {
            case "trunc" -> TruncDivide.OP;
            case "floor" -> FloorDivide.OP;
            default ->
                throw new ArclightException("div: the rounding mode is '" + mode
                        + "', expected 'trunc' or 'floor'; leave it out for true division");
        };
    }
}
