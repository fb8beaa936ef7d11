package dev.arclight.autograd;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A scope in which backward errors and NaN gradients name the line of the forward call, as {@code
 * torch.autograd.detect_anomaly}. Forward and backward both belong inside; everything is slower there.
 */
public final class Anomaly implements AutoCloseable {
    private final ThreadState thread;
    private final boolean anomalyBefore;
    private final boolean checkNanBefore;

    Anomaly(boolean enabled, boolean checkNan) {
        this.thread = ThreadState.current();
        this.anomalyBefore = thread.anomaly;
        this.checkNanBefore = thread.checkNan;
        thread.anomaly = enabled;
        thread.checkNan = enabled && checkNan;
    }

    /** Runs a node; what goes wrong names the node's line. */
    static @Nullable Tensor[] apply(
            Node node, @Nullable Tensor[] grads, boolean @Nullable [] wanted, boolean checkNan) {
        @Nullable Tensor[] made;
        try {
            made = node.apply(grads, wanted);
        } catch (RuntimeException e) {
            throw new AutogradException("error in " + node.name() + ": " + e.getMessage() + "; " + origin(node), e);
        }
        if (checkNan) {
            for (int i = 0; i < made.length; i++) {
                Tensor grad = made[i];
                if (grad != null && i < node.edges.length && node.edges[i] != null && hasNan(grad)) {
                    throw new AutogradException(
                            node.name() + " returned NaN as the gradient of input " + i + "; " + origin(node));
                }
            }
        }
        return made;
    }

    private static String origin(Node node) {
        StackTraceElement site = node.site();
        return site == null
                ? "no line of the forward call is known, since it was made outside Autograd.detectAnomaly()"
                : "forward call: " + site;
    }

    private static boolean hasNan(Tensor grad) {
        for (double value : grad.toDoubleArray()) {
            if (Double.isNaN(value)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        thread.anomaly = anomalyBefore;
        thread.checkNan = checkNanBefore;
    }
}
