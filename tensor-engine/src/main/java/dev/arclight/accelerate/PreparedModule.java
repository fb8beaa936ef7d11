package dev.arclight.accelerate;

import dev.arclight.amp.Autocast;
import dev.arclight.distributed.DistributedDataParallel;
import dev.arclight.distributed.ProcessGroup;
import dev.arclight.nn.Module;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Optional;

/** A model that computes in an accelerator's precision and whose gradients meet those of other workers. */
final class PreparedModule extends Module {
    private final Module original;
    private final Module module;
    private final MixedPrecision precision;

    PreparedModule(Module original, ProcessGroup group, MixedPrecision precision) {
        this.original = original;
        this.precision = precision;
        this.module = register("module", group.size() == 1 ? original : new DistributedDataParallel(original, group));
    }

    static Autocast autocast(MixedPrecision precision) {
        return precision == MixedPrecision.NO ? Autocast.disabled() : Autocast.open(precision.dtype());
    }

    Module original() {
        return original;
    }

    Optional<DistributedDataParallel> parallel() {
        return module instanceof DistributedDataParallel parallel ? Optional.of(parallel) : Optional.empty();
    }

    @Override
    @SuppressWarnings("try") // The scope is there to be closed.
    public Tensor forward(Tensor input) {
        if (precision == MixedPrecision.NO) {
            return module.call(input);
        }
        try (Autocast scope = autocast(precision)) {
            Tensor output = module.call(input);
            return output.dtype().isHalf() ? output.to(DType.FLOAT32) : output;
        }
    }
}
