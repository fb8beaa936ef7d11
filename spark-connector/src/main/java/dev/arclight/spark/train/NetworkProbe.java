package dev.arclight.spark.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

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

    /**
     * The signature of a network of any inputs and outputs.
     *
     * @param names what its outputs are to be called, in order
     * @throws TrainingException if the network does not take the inputs, gives something without rows, or another number of
     *     outputs
     */
    static Signature ofAny(Module network, List<TensorSlot> inputs, List<String> names) {
        Map<String, Tensor> outputs = forward(network, inputs);
        if (outputs.size() != names.size()) {
            throw new TrainingException("the network gives " + outputs.size() + " outputs (" + outputs.keySet()
                    + "), and the columns for them are " + names + "; set outputCols to one for each");
        }
        List<TensorSpec> specs = new ArrayList<>();
        for (Tensor output : outputs.values()) {
            if (output.rank() == 0 || output.size(0) != ROWS) {
                throw new TrainingException("for " + ROWS + " rows the network gives " + output.type()
                        + ", expected the rows as the first extent of each output");
            }
            int[] shape = output.shape().toArray();
            shape[0] = TensorSpec.ANY;
            specs.add(new TensorSpec(names.get(specs.size()), output.dtype(), shape));
        }
        if (network instanceof NamedForward || inputs.size() == 1) {
            return new Signature(
                    inputs.stream()
                            .map(slot -> new TensorSpec(slot.name(), slot.dtype(), slot.extents(TensorSpec.ANY)))
                            .toList(),
                    specs);
        }
        TensorSpec joined = new TensorSpec("features", DType.FLOAT32, TensorSpec.ANY, TensorSlot.width(inputs));
        return new Signature(List.of(joined), specs);
    }

    /**
     * Makes sure that an objective can be computed of what the network gives.
     *
     * @throws TrainingException if it cannot
     */
    static void requireLoss(Module network, List<TensorSlot> inputs, Objective objective) {
        Map<String, Tensor> outputs = forward(network, inputs);
        if (objective.isOfClasses()) {
            Tensor logits = Forward.first(outputs);
            if (logits.rank() != 2 || !logits.dtype().isFloating()) {
                throw new TrainingException("the network gives " + logits.type() + " and the loss is '"
                        + objective.loss() + "', which needs floating numbers of shape [" + ROWS
                        + ", classes]; end it with Flatten and Linear");
            }
            return;
        }
        try (GradMode.Scope scope = GradMode.noGrad()) {
            objective.lossOfZeros(outputs, ROWS);
        } catch (TrainingException e) {
            throw e;
        } catch (ArclightException e) {
            throw new TrainingException(
                    "the loss " + objective.describe() + " does not fit what the network gives, " + types(outputs)
                            + ": " + e.getMessage() + "; give each label column as many numbers as its output",
                    e);
        } catch (RuntimeException e) {
            if (objective.function() == null) {
                throw e;
            }
            throw new TrainingException(
                    "the loss function threw " + e + "; it was given the outputs " + types(outputs)
                            + " and the targets " + objective.targets() + ", a row each",
                    e);
        }
    }

    private static String types(Map<String, Tensor> outputs) {
        return outputs.entrySet().stream()
                .map(output -> output.getKey() + " " + output.getValue().type())
                .collect(Collectors.joining(", "));
    }

    private static Map<String, Tensor> forward(Module network, List<TensorSlot> inputs) {
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        inputs.forEach(slot -> zeros.put(slot.name(), slot.zeros(ROWS)));
        return eval(network, () -> Forward.outputs(network, zeros), inputs.toString());
    }

    private static Signature signature(int[] shape, DType dtype, TensorSpec output) {
        return new Signature(List.of(new TensorSpec("features", dtype, withRows(-1, shape))), List.of(output));
    }

    private static String what(int[] shape, DType dtype) {
        return "features of shape " + Arrays.toString(shape) + " and dtype " + dtype;
    }

    private static Tensor forward(Module network, Tensor rows, String what) {
        return eval(network, () -> network.forward(rows), what);
    }

    private static <T> T eval(Module network, Supplier<T> forward, String what) {
        boolean training = network.isTraining();
        network.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return forward.get();
        } catch (TrainingException e) {
            throw e;
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
