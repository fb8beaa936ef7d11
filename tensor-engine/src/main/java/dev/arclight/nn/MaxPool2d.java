package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** The largest element of each square window, as {@code torch.nn.MaxPool2d}: {@code [N, C, H, W] → [N, C, H', W']}. */
public final class MaxPool2d extends Module implements Describable {
    private final int kernelSize;
    private final int stride;
    private final int padding;
    private final dev.arclight.op.MaxPool2d op;

    /** Windows side by side. */
    public MaxPool2d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public MaxPool2d(int kernelSize, int stride, int padding) {
        this.op = new dev.arclight.op.MaxPool2d(kernelSize, kernelSize, stride, stride, padding, padding, 1, 1, false);
        this.kernelSize = kernelSize;
        this.stride = stride;
        this.padding = padding;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Dispatch.run(op, input);
    }

    @Override
    public String type() {
        return "MaxPool2d";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("kernelSize", kernelSize, "stride", stride, "padding", padding);
    }

    @Override
    protected String extraRepr() {
        return "kernelSize=" + kernelSize + ", stride=" + stride + ", padding=" + padding;
    }
}
