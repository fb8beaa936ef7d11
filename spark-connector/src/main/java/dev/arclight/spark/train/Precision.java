package dev.arclight.spark.train;

import dev.arclight.amp.Autocast;
import dev.arclight.tensor.DType;
import java.util.List;
import java.util.function.Supplier;

/** What forward passes compute in. Parameters, gradients and optimizers are float32 whatever it is. */
enum Precision {
    FULL,
    BF16,
    FP16;

    static final List<String> NAMES = List.of("no", "bf16", "fp16");

    static Precision of(String name) {
        return values()[NAMES.indexOf(name)];
    }

    /** Runs a forward pass. */
    <T> T run(Supplier<T> forward) {
        if (this == FULL) {
            return forward.get();
        }
        try (Autocast scope = Autocast.open(this == BF16 ? DType.BFLOAT16 : DType.FLOAT16)) {
            return forward.get();
        }
    }

    /** Whether gradients are so small in it that losses are scaled up before. */
    boolean scales() {
        return this == FP16;
    }
}
