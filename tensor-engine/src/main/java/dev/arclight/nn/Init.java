package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Distributions for first weights, as {@code torch.nn.init}; all fill the tensor they are given and return it. */
public final class Init {
    private static final ThreadLocal<Boolean> BLANK = ThreadLocal.withInitial(() -> false);

    private Init() {}

    /** The stretch in which layers start from zeros. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Until the scope is closed, layers that this thread makes start from zeros and draw no random numbers; for code that
     * fills them from a file.
     */
    public static Scope zeros() {
        boolean before = BLANK.get();
        BLANK.set(true);
        return () -> BLANK.set(before);
    }

    /** Uniform in {@code [low, high)}. */
    public static Tensor uniform_(Tensor tensor, double low, double high, Generator generator) {
        double[] values = new double[tensor.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = low + (high - low) * generator.nextDouble();
        }
        return fill(tensor, values);
    }

    /** Normal with this mean and standard deviation. */
    public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
        double[] values = new double[tensor.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = mean + std * generator.nextGaussian();
        }
        return fill(tensor, values);
    }

    /** Uniform within {@code √(6 / (fanIn + fanOut))} (Glorot and Bengio 2010). */
    public static Tensor xavierUniform_(Tensor tensor, Generator generator) {
        double bound = Math.sqrt(6.0 / (fanIn(tensor.shape()) + fanOut(tensor.shape())));
        return uniform_(tensor, -bound, bound, generator);
    }

    /**
     * Uniform within {@code √(6 / ((1 + a²) · fanIn))} (He et al. 2015).
     *
     * @param a the negative slope of the leaky ReLU that follows; PyTorch's layers start with √5
     */
    public static Tensor kaimingUniform_(Tensor tensor, double a, Generator generator) {
        double bound = Math.sqrt(6.0 / ((1 + a * a) * (double) fanIn(tensor.shape())));
        return uniform_(tensor, -bound, bound, generator);
    }

    /** Normal with standard deviation {@code √(2 / fanIn)}, for a ReLU that follows (He et al. 2015). */
    public static Tensor kaimingNormal_(Tensor tensor, Generator generator) {
        return normal_(tensor, 0, Math.sqrt(2.0 / fanIn(tensor.shape())), generator);
    }

    /** PyTorch's first weights of linear and convolution layers: uniform within {@code 1 / √fanIn}. */
    static Tensor defaultWeight(int... shape) {
        if (BLANK.get()) {
            return Tensor.zeros(shape);
        }
        return kaimingUniform_(Tensor.zeros(shape), Math.sqrt(5), Generator.current());
    }

    /** The bias that goes with {@link #defaultWeight}: the same bound. */
    static Tensor defaultBias(Tensor weight) {
        return defaultBias(weight, weight.size(0));
    }

    /** As {@link #defaultBias(Tensor)} for weights whose first dimension is not the output. */
    static Tensor defaultBias(Tensor weight, int outputs) {
        if (BLANK.get()) {
            return Tensor.zeros(outputs);
        }
        double bound = 1 / Math.sqrt((double) Math.max(1, fanIn(weight.shape())));
        return uniform_(Tensor.zeros(outputs), -bound, bound, Generator.current());
    }

    /** Inputs that one output is made of. */
    static long fanIn(Shape shape) {
        if (shape.rank() < 2) {
            throw new ShapeException(
                    "init: the fan of shape " + shape + " is not defined; expected two dimensions or more");
        }
        return shape.dim(0) == 0 ? 0 : shape.size() / shape.dim(0);
    }

    static long fanOut(Shape shape) {
        return fanIn(shape) == 0 ? 0 : shape.size() / shape.dim(1);
    }

    private static Tensor fill(Tensor tensor, double[] values) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return tensor.copy_(Tensor.of(values, tensor.shape().toArray())
                    .to(tensor.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32));
        }
    }
}
