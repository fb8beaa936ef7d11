package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;

/** What random transforms draw. */
final class Chance {
    private Chance() {}

    static double probability(String what, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArclightException(what + ": the probability is " + p + "; it must be from 0 to 1");
        }
        return p;
    }

    /** True with this probability. */
    static boolean of(double p) {
        return Generator.current().nextFloat() < p;
    }

    static double uniform(double from, double to) {
        return from + (to - from) * Generator.current().nextDouble();
    }

    /** From 0 to {@code last}, both included. */
    static int upTo(int last) {
        return Generator.current().nextInt(last + 1);
    }
}
