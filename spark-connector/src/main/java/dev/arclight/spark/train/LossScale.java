package dev.arclight.spark.train;

import dev.arclight.amp.GradScaler;
import dev.arclight.distributed.localsgd.GradientStep;
import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.Tensor;

/** Steps along gradients of float16: losses are scaled up before, and a step whose gradients overflow is left out. */
final class LossScale implements GradientStep {
    /** The scale is 2 to this, as PyTorch's begins, less how often it was too large. */
    private static final int SCALE_BITS = 16;

    /** Scaled down so often, the smallest float is none. */
    private static final int MOST_HALVINGS = 64;

    private final long[] halvings = new long[1];
    private GradScaler scaler = scaler(0);

    /** One that only becomes smaller, so that how often says all about it. */
    private static GradScaler scaler(long halvings) {
        return new GradScaler(GradScaler.Options.DEFAULT
                .withInitScale(Math.scalb(1.0, SCALE_BITS - Math.toIntExact(halvings)))
                .withGrowthInterval(Long.MAX_VALUE));
    }

    /** How often the scale was halved, one number; the greatest of all partitions goes on. Not a copy. */
    long[] halvings() {
        return halvings;
    }

    /** Goes on from what {@link #halvings} holds. */
    void begin() {
        scaler = scaler(halvings[0]);
    }

    /** Whether gradients overflow however far losses are scaled down. */
    boolean isSpent() {
        return halvings[0] > MOST_HALVINGS;
    }

    @Override
    public void make(Tensor loss, Optimizer optimizer, Runnable clip) {
        scaler.scale(loss).backward();
        scaler.unscale_(optimizer);
        clip.run();
        if (!scaler.step(optimizer)) {
            halvings[0]++;
        }
        scaler.update();
    }
}
