package tutorial;

import dev.arclight.tensor.Arclight;
import dev.arclight.tensor.Tensor;

/** Whether the library is there: its version, and a first tensor. */
public final class Installation {
    private Installation() {}

    public static void main(String[] args) {
        System.out.println("Arclight version: " + Arclight.version());
        System.out.println(Tensor.ones(2, 2).sum());
    }
}
