package dev.arclight.spark.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Finds out on the driver, with two rows of zeros, whether a network takes such features and what it gives. */
final class NetworkProbe {
    /** Two, so that a network that mixes rows is told from one that does not. */
    private static final int ROWS = 2;

    private NetworkProbe() {}

    /**
     * The network's signature for features of this shape and dtype; its output is {@code [-1, classes]}.
     *
     * @throws TrainingException if the network does not take them or gives something else than logits
     */
    static Signature ofClasses(Module network, int[] shape, DType dtype) {
        String what = what(shape, dtype);
        Tensor output = forward(network, Tensor.zeros(dtype, withRows(ROWS, shape)), what);
        if (output.rank() != 2 || output.size(0) != ROWS || !output.dtype().isFloating()) {
            throw new TrainingException("for " + ROWS + " rows of " + what + " the network gives " + output.type()
                    + ", expected floating logits of shape [" + ROWS + ", classes]; end it with Flatten and Linear");
        }
        return signature(shape, dtype, new TensorSpec("logits", output.dtype(), new int[] {-1, output.size(1)}));
    }

    /**
     * The network's signature for features of this shape and dtype; its output is {@code [-1, 1]}.
     *
     * @throws TrainingException if the network does not take them or gives something else than one value a row
     */
    static Signature ofValues(Module network, int[] shape, DType dtype) {
        String what = what(shape, dtype);
        Tensor output = forward(network, Tensor.zeros(dtype, withRows(ROWS, shape)), what);
        if (output.rank() != 2
                || output.size(0) != ROWS
                || output.size(1) != 1
                || !output.dtype().isFloating()) {
            throw new TrainingException("for " + ROWS + " rows of " + what + " the network gives " + output.type()
                    + ", expected a floating value for each, of shape [" + ROWS + ", 1]; end it with a Linear of one"
                    + " output");
        }
        return signature(shape, dtype, new TensorSpec("value", output.dtype(), new int[] {-1, 1}));
    }

    private static Signature signature(int[] shape, DType dtype, TensorSpec output) {
        return new Signature(List.of(new TensorSpec("features", dtype, withRows(-1, shape))), List.of(output));
    }

    private static String what(int[] shape, DType dtype) {
        return "features of shape " + Arrays.toString(shape) + " and dtype " + dtype;
    }

    private static Tensor forward(Module network, Tensor rows, String what) {
        boolean training = network.isTraining();
        network.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return network.forward(rows);
        } catch (ArclightException e) {
            throw new TrainingException(
                    "the network does not take " + what + ": " + e.getMessage()
                            + "; set inputShape, or begin the network with Unflatten, ToDtype or a layer of that width",
                    e);
        } finally {
            network.train(training);
        }
    }

    private static int[] withRows(int rows, int[] shape) {
        int[] extents = new int[shape.length + 1];
        extents[0] = rows;
        System.arraycopy(shape, 0, extents, 1, shape.length);
        return extents;
    }
}
