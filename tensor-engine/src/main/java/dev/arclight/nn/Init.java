package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Distributions for first weights, as {@code torch.nn.init}; all fill the tensor they are given and return it. */
public final class Init {
    /** Numbers drawn at a time: even, since normals come in pairs; their doubles fill half of a first cache of 32 KB. */
    private static final int CHUNK = 2048;

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

    /** Which size a variance is kept over: what flows forward, or what flows back. */
    public enum FanMode {
        FAN_IN,
        FAN_OUT
    }

    /** The function that follows a layer; its recommended gain is {@link #calculateGain}. */
    public enum Nonlinearity {
        LINEAR,
        SIGMOID,
        TANH,
        RELU,
        LEAKY_RELU,
        SELU
    }

    /**
     * What a function's outputs must be scaled by for their variance to last, as {@code calculate_gain}.
     *
     * @param param the negative slope of the leaky ReLU; of no meaning for the others
     */
    public static double calculateGain(Nonlinearity nonlinearity, double param) {
        return switch (nonlinearity) {
            case LINEAR, SIGMOID -> 1;
            case TANH -> 5.0 / 3;
            case RELU -> Math.sqrt(2);
            case LEAKY_RELU -> Math.sqrt(2 / (1 + param * param));
            case SELU -> 3.0 / 4;
        };
    }

    /** {@link #uniform_(Tensor, double, double, Generator)} from the thread's generator. */
    public static Tensor uniform_(Tensor tensor, double low, double high) {
        return uniform_(tensor, low, high, Generator.current());
    }

    /** Uniform in {@code [low, high)}. */
    public static Tensor uniform_(Tensor tensor, double low, double high, Generator generator) {
        double width = high - low;
        return fill(tensor, (chunk, count) -> {
            generator.fillUniform(chunk, 0, count);
            for (int i = 0; i < count; i++) {
                chunk[i] = low + width * chunk[i];
            }
        });
    }

    /** {@link #normal_(Tensor, double, double, Generator)} from the thread's generator. */
    public static Tensor normal_(Tensor tensor, double mean, double std) {
        return normal_(tensor, mean, std, Generator.current());
    }

    /** Normal with this mean and standard deviation. */
    public static Tensor normal_(Tensor tensor, double mean, double std, Generator generator) {
        return fill(tensor, (chunk, count) -> {
            generator.fillGaussian(chunk, 0, count);
            for (int i = 0; i < count; i++) {
                chunk[i] = mean + std * chunk[i];
            }
        });
    }

    /** {@link #truncNormal_(Tensor, double, double, double, double, Generator)} from the thread's generator. */
    public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b) {
        return truncNormal_(tensor, mean, std, a, b, Generator.current());
    }

    /**
     * Normal, drawn again where it falls outside {@code [a, b]}.
     *
     * @throws ArclightException if hardly anything falls inside, so that drawing would not end
     */
    public static Tensor truncNormal_(Tensor tensor, double mean, double std, double a, double b, Generator generator) {
        if (!(a < b) || mean < a - 4 * std || mean > b + 4 * std) {
            throw new ArclightException("truncNormal_: from " + a + " to " + b + " lies hardly anything of a normal"
                    + " distribution with mean " + mean + " and standard deviation " + std);
        }
        return fill(tensor, (chunk, count) -> {
            // What falls outside is left out, and as many as are missing are drawn.
            for (int kept = 0; kept < count; ) {
                generator.fillGaussian(chunk, kept, count);
                int drawn = kept;
                for (int i = drawn; i < count; i++) {
                    double value = mean + std * chunk[i];
                    chunk[kept] = value;
                    kept += value < a || value > b ? 0 : 1;
                }
            }
        });
    }

    /** The same number everywhere. */
    public static Tensor constant_(Tensor tensor, double value) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return tensor.fill_(value);
        }
    }

    public static Tensor ones_(Tensor tensor) {
        return constant_(tensor, 1);
    }

    public static Tensor zeros_(Tensor tensor) {
        return constant_(tensor, 0);
    }

    /** The identity matrix. */
    public static Tensor eye_(Tensor tensor) {
        if (tensor.rank() != 2) {
            throw new ShapeException("eye_: shape " + tensor.shape() + " is no matrix");
        }
        double[] values = new double[tensor.numel()];
        for (int i = 0; i < Math.min(tensor.size(0), tensor.size(1)); i++) {
            values[i * tensor.size(1) + i] = 1;
        }
        return fill(tensor, values);
    }

    /** A convolution's weight that passes its input through: 1 in the kernel's middle for channel i of output i. */
    public static Tensor dirac_(Tensor tensor, int groups) {
        if (tensor.rank() < 3 || tensor.rank() > 5 || tensor.size(0) % groups != 0) {
            throw new ShapeException("dirac_: shape " + tensor.shape()
                    + " must have three to five dimensions, the first divisible by " + groups + " groups");
        }
        int inputs = tensor.size(1);
        int kernel = inputs == 0 || tensor.size(0) == 0 ? 0 : tensor.numel() / tensor.size(0) / inputs;
        int middle = 0;
        for (int d = 2; d < tensor.rank(); d++) {
            middle = middle * tensor.size(d) + tensor.size(d) / 2;
        }
        double[] values = new double[tensor.numel()];
        int perGroup = tensor.size(0) / groups;
        for (int g = 0; g < groups; g++) {
            for (int i = 0; i < Math.min(perGroup, inputs); i++) {
                values[((g * perGroup + i) * inputs + i) * kernel + middle] = 1;
            }
        }
        return fill(tensor, values);
    }

    /** {@link #xavierUniform_(Tensor, double, Generator)} with gain 1. */
    public static Tensor xavierUniform_(Tensor tensor, Generator generator) {
        return xavierUniform_(tensor, 1, generator);
    }

    /** Uniform within {@code gain·√(6 / (fanIn + fanOut))} (Glorot and Bengio 2010). */
    public static Tensor xavierUniform_(Tensor tensor, double gain, Generator generator) {
        double bound = gain * Math.sqrt(6.0 / (fanIn(tensor.shape()) + fanOut(tensor.shape())));
        return uniform_(tensor, -bound, bound, generator);
    }

    /** {@link #xavierUniform_(Tensor, Generator)} from the thread's generator. */
    public static Tensor xavierUniform_(Tensor tensor) {
        return xavierUniform_(tensor, 1, Generator.current());
    }

    /** Normal with standard deviation {@code gain·√(2 / (fanIn + fanOut))} (Glorot and Bengio 2010). */
    public static Tensor xavierNormal_(Tensor tensor, double gain, Generator generator) {
        double std = gain * Math.sqrt(2.0 / (fanIn(tensor.shape()) + fanOut(tensor.shape())));
        return normal_(tensor, 0, std, generator);
    }

    /** {@link #xavierNormal_(Tensor, double, Generator)} with gain 1, from the thread's generator. */
    public static Tensor xavierNormal_(Tensor tensor) {
        return xavierNormal_(tensor, 1, Generator.current());
    }

    /**
     * Uniform within {@code √(6 / ((1 + a²) · fanIn))} (He et al. 2015).
     *
     * @param a the negative slope of the leaky ReLU that follows; PyTorch's layers start with √5
     */
    public static Tensor kaimingUniform_(Tensor tensor, double a, Generator generator) {
        return kaimingUniform_(tensor, a, FanMode.FAN_IN, Nonlinearity.LEAKY_RELU, generator);
    }

    /** Uniform within {@code gain·√(3 / fan)} (He et al. 2015). */
    public static Tensor kaimingUniform_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity, Generator generator) {
        double bound = calculateGain(nonlinearity, a) * Math.sqrt(3.0 / fan(tensor.shape(), mode));
        return uniform_(tensor, -bound, bound, generator);
    }

    /** Normal with standard deviation {@code √(2 / fanIn)}, for a ReLU that follows (He et al. 2015). */
    public static Tensor kaimingNormal_(Tensor tensor, Generator generator) {
        return kaimingNormal_(tensor, 0, FanMode.FAN_IN, Nonlinearity.LEAKY_RELU, generator);
    }

    /** Normal with standard deviation {@code gain / √fan} (He et al. 2015). */
    public static Tensor kaimingNormal_(
            Tensor tensor, double a, FanMode mode, Nonlinearity nonlinearity, Generator generator) {
        double std = calculateGain(nonlinearity, a) / Math.sqrt((double) fan(tensor.shape(), mode));
        return normal_(tensor, 0, std, generator);
    }

    /** {@link #orthogonal_(Tensor, double, Generator)} from the thread's generator. */
    public static Tensor orthogonal_(Tensor tensor, double gain) {
        return orthogonal_(tensor, gain, Generator.current());
    }

    /**
     * A random matrix with orthogonal rows or columns, whichever are fewer, times a gain (Saxe et al. 2013); dimensions
     * after the first count as columns.
     */
    public static Tensor orthogonal_(Tensor tensor, double gain, Generator generator) {
        if (tensor.rank() < 2) {
            throw new ShapeException("orthogonal_: shape " + tensor.shape() + " must have two dimensions or more");
        }
        int rows = tensor.size(0);
        int columns = rows == 0 ? 0 : tensor.numel() / rows;
        boolean wide = rows < columns;
        double[][] basis = new double[Math.min(rows, columns)][Math.max(rows, columns)];
        for (int i = 0; i < basis.length; i++) {
            draw(basis, i, generator);
        }
        double[] values = new double[tensor.numel()];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                values[r * columns + c] = gain * (wide ? basis[r][c] : basis[c][r]);
            }
        }
        return fill(tensor, values);
    }

    /** Fills vector {@code i} with a random direction that is orthogonal to those before it. */
    private static void draw(double[][] basis, int i, Generator generator) {
        double[] vector = basis[i];
        generator.fillGaussian(vector, 0, vector.length);
        // Twice is enough (Kahan's rule for Gram and Schmidt's process).
        for (int pass = 0; pass < 2; pass++) {
            for (int j = 0; j < i; j++) {
                double along = dot(vector, basis[j]);
                for (int k = 0; k < vector.length; k++) {
                    vector[k] -= along * basis[j][k];
                }
            }
            double length = Math.sqrt(dot(vector, vector));
            for (int k = 0; k < vector.length; k++) {
                vector[k] /= length;
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /**
     * Normal, with a share of each column zero (Martens 2010).
     *
     * @param sparsity the share of a column's elements that are zero, rounded up
     */
    public static Tensor sparse_(Tensor tensor, double sparsity, double std, Generator generator) {
        if (tensor.rank() != 2 || !(sparsity >= 0 && sparsity <= 1)) {
            throw new ShapeException("sparse_: shape " + tensor.shape() + " must be a matrix and the sparsity "
                    + sparsity + " from 0 to 1");
        }
        int rows = tensor.size(0);
        int columns = tensor.size(1);
        int zeros = (int) Math.ceil(sparsity * rows);
        double[] values = new double[tensor.numel()];
        for (int c = 0; c < columns; c++) {
            int[] order = generator.permutation(rows);
            for (int r = zeros; r < rows; r++) {
                values[order[r] * columns + c] = std * generator.nextGaussian();
            }
        }
        return fill(tensor, values);
    }

    /** PyTorch's first weights of linear and convolution layers: uniform within {@code 1 / √fanIn}. */
    static Tensor defaultWeight(int... shape) {
        if (BLANK.get()) {
            return Tensor.zeros(shape);
        }
        return kaimingUniform_(Tensor.zeros(shape), Math.sqrt(5), Generator.current());
    }

    /** Standard normal, of a layer that is being made. */
    static Tensor standardNormal(int... shape) {
        return BLANK.get() ? Tensor.zeros(shape) : Tensor.randn(Generator.current(), shape);
    }

    /** Uniform within a bound, of a layer that is being made. */
    static Tensor uniformWithin(double bound, int... shape) {
        return BLANK.get() ? Tensor.zeros(shape) : uniform_(Tensor.zeros(shape), -bound, bound);
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

    private static long fan(Shape shape, FanMode mode) {
        return switch (mode) {
            case FAN_IN -> fanIn(shape);
            case FAN_OUT -> fanOut(shape);
        };
    }

    static long fanOut(Shape shape) {
        return fanIn(shape) == 0 ? 0 : shape.size() / shape.dim(1);
    }

    /** Writes the next numbers of a distribution over the first {@code count} places. */
    private interface Draw {
        void into(double[] chunk, int count);
    }

    /** Fills a tensor in row-major order, a chunk that stays in the cache at a time. */
    private static Tensor fill(Tensor tensor, Draw draw) {
        int n = tensor.numel();
        double[] chunk = new double[Math.min(n, CHUNK)];
        if (tensor.dtype() == DType.FLOAT64) {
            double[] values = n <= CHUNK ? chunk : new double[n];
            for (int from = 0; from < n; from += CHUNK) {
                int count = Math.min(CHUNK, n - from);
                draw.into(chunk, count);
                System.arraycopy(chunk, 0, values, from, count);
            }
            return fill(tensor, values);
        }
        float[] values = new float[n];
        for (int from = 0; from < n; from += CHUNK) {
            int count = Math.min(CHUNK, n - from);
            draw.into(chunk, count);
            for (int i = 0; i < count; i++) {
                values[from + i] = (float) chunk[i];
            }
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return tensor.copy_(Tensor.of(values, tensor.shape().toArray()));
        }
    }

    private static Tensor fill(Tensor tensor, double[] values) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return tensor.copy_(Tensor.of(values, tensor.shape().toArray())
                    .to(tensor.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32));
        }
    }
}
