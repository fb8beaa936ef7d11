package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What recurrent layers share: layers upon layers in one or two directions, over padded or packed sequences. */
public abstract sealed class RecurrentLayer extends Module implements Describable permits RNN, LSTM, GRU {
    private final Recurrence.Mode mode;
    private final int inputSize;
    private final int hiddenSize;
    private final int stateSize;
    private final int numLayers;
    private final int directions;
    private final boolean bias;
    private final boolean batchFirst;
    private final double dropout;
    private final List<Recurrence.Weights> weights = new ArrayList<>();

    RecurrentLayer(Recurrence.Mode mode, int inputSize, int hiddenSize, RecurrentOptions options) {
        if (inputSize < 1 || hiddenSize < 1 || options.numLayers < 1) {
            throw new ShapeException(type() + ": input size " + inputSize + ", hidden size " + hiddenSize
                    + " and layers " + options.numLayers + " must be ≥ 1");
        }
        if (options.projSize < 0 || options.projSize >= hiddenSize && options.projSize > 0) {
            throw new ShapeException(type() + ": the projection's size " + options.projSize
                    + " must be less than the hidden size " + hiddenSize);
        }
        if (options.projSize > 0 && mode != Recurrence.Mode.LSTM) {
            throw new ArclightException(type() + ": only LSTM has a projection");
        }
        this.mode = mode;
        this.inputSize = inputSize;
        this.hiddenSize = hiddenSize;
        this.stateSize = options.projSize > 0 ? options.projSize : hiddenSize;
        this.numLayers = options.numLayers;
        this.directions = options.bidirectional ? 2 : 1;
        this.bias = options.bias;
        this.batchFirst = options.batchFirst;
        this.dropout = Dropout.requireProbability(type(), options.dropout);
        for (int layer = 0; layer < numLayers; layer++) {
            for (int direction = 0; direction < directions; direction++) {
                int features = layer == 0 ? inputSize : stateSize * directions;
                weights.add(weights(features, "_l" + layer + (direction == 1 ? "_reverse" : "")));
            }
        }
    }

    private Recurrence.Weights weights(int features, String suffix) {
        int rows = mode.gates * hiddenSize;
        return new Recurrence.Weights(
                parameter("weight_ih" + suffix, rows, features),
                parameter("weight_hh" + suffix, rows, stateSize),
                bias ? parameter("bias_ih" + suffix, rows) : null,
                bias ? parameter("bias_hh" + suffix, rows) : null,
                stateSize != hiddenSize ? parameter("weight_hr" + suffix, stateSize, hiddenSize) : null,
                null);
    }

    /** As {@link Quantizable#rounded}, for the layers that have it. */
    final Runnable roundedWeights() {
        if (isRounded()) {
            return () -> {};
        }
        Map<String, Tensor> state = inInt8(name -> name.startsWith("weight"));
        return () -> {
            becomeBuffers(state);
            use(state);
        };
    }

    private void use(Map<String, Tensor> state) {
        for (int i = 0; i < weights.size(); i++) {
            String suffix = "_l" + i / directions + (i % directions == 1 ? "_reverse" : "");
            Tensor projectionScale = state.get("scale_hr" + suffix);
            Recurrence.Scales scales = new Recurrence.Scales(
                    Objects.requireNonNull(state.get("scale_ih" + suffix)),
                    Objects.requireNonNull(state.get("scale_hh" + suffix)),
                    projectionScale);
            weights.set(
                    i,
                    new Recurrence.Weights(
                            Objects.requireNonNull(state.get("weight_ih" + suffix)),
                            Objects.requireNonNull(state.get("weight_hh" + suffix)),
                            state.get("bias_ih" + suffix),
                            state.get("bias_hh" + suffix),
                            state.get("weight_hr" + suffix),
                            scales));
        }
    }

    final boolean isRounded() {
        return !weights.isEmpty() && weights.get(0).scales() != null;
    }

    @Override
    protected final String printedName() {
        return (isRounded() ? "DynamicQuantized" : "") + super.printedName();
    }

    private Tensor parameter(String name, int... shape) {
        return registerParameter(name, Init.uniformWithin(1 / Math.sqrt((double) hiddenSize), shape));
    }

    public final int hiddenSize() {
        return hiddenSize;
    }

    /** The outputs of the last layer, as {@code output} of the forward that takes a first state, which here is zero. */
    @Override
    public final Tensor forward(Tensor input) {
        return run(input, null, null).output;
    }

    /** Outputs and last states, in the layout of the input. */
    record Run(Tensor output, Tensor hidden, @Nullable Tensor cell) {}

    final Run run(Tensor input, @Nullable Tensor h0, @Nullable Tensor c0) {
        boolean single = input.rank() == 2;
        if (!single && input.rank() != 3) {
            throw new ShapeException(
                    type() + ": input " + input.shape() + " must have three dimensions, or two without a batch");
        }
        Tensor steps = single ? input.unsqueeze(1) : batchFirst ? input.transpose(0, 1) : input;
        int length = steps.size(0);
        int batch = steps.size(1);
        if (length == 0) {
            throw new ShapeException(type() + ": input " + input.shape() + " has no steps; expected one at least");
        }
        int[] batchSizes = new int[length];
        Arrays.fill(batchSizes, batch);
        Tensor hidden = h0 == null ? null : single ? h0.unsqueeze(1) : h0;
        Tensor cell = c0 == null ? null : single ? c0.unsqueeze(1) : c0;
        Run packed = runPacked(steps.reshape(length * batch, steps.size(2)), batchSizes, hidden, cell);
        Tensor output = packed.output.view(length, batch, directions * stateSize);
        if (single) {
            Tensor last = packed.cell == null ? null : packed.cell.squeeze(1);
            return new Run(output.squeeze(1), packed.hidden.squeeze(1), last);
        }
        return new Run(batchFirst ? output.transpose(0, 1) : output, packed.hidden, packed.cell);
    }

    /** Over packed steps; states are {@code [layers·directions, batch, size]}, in the order of the packed rows. */
    final Run runPacked(Tensor data, int[] batchSizes, @Nullable Tensor h0, @Nullable Tensor c0) {
        if (data.size(1) != inputSize) {
            throw new ShapeException(type() + ": the input has " + data.size(1) + " features, expected " + inputSize);
        }
        int batch = batchSizes[0];
        Tensor hidden = first("h0", h0, batch, stateSize, data);
        Tensor cell = mode == Recurrence.Mode.LSTM ? first("c0", c0, batch, hiddenSize, data) : null;
        List<Tensor> lastHidden = new ArrayList<>();
        List<Tensor> lastCell = new ArrayList<>();
        Tensor x = data;
        for (int layer = 0; layer < numLayers; layer++) {
            if (layer > 0) {
                x = Functional.dropout(x, dropout, isTraining());
            }
            List<Tensor> outputs = new ArrayList<>();
            for (int direction = 0; direction < directions; direction++) {
                int index = layer * directions + direction;
                Recurrence.State state =
                        new Recurrence.State(hidden.select(0, index), cell == null ? null : cell.select(0, index));
                Recurrence.Result result =
                        Recurrence.layer(mode, weights.get(index), x, batchSizes, state, direction == 1);
                outputs.add(result.output());
                lastHidden.add(result.last().hidden());
                Tensor own = result.last().cell();
                if (own != null) {
                    lastCell.add(own);
                }
            }
            x = directions == 1 ? outputs.get(0) : Tensor.cat(outputs, 1);
        }
        return new Run(x, Tensor.stack(lastHidden, 0), lastCell.isEmpty() ? null : Tensor.stack(lastCell, 0));
    }

    private Tensor first(String what, @Nullable Tensor given, int batch, int size, Tensor like) {
        int count = numLayers * directions;
        if (given == null) {
            return Tensor.zeros(like.dtype(), count, batch, size);
        }
        if (given.rank() != 3 || given.size(0) != count || given.size(1) != batch || given.size(2) != size) {
            throw new ShapeException(type() + ": " + what + " " + given.shape() + " must be [" + count + ", " + batch
                    + ", " + size + "]: layers times directions, batch, size");
        }
        return given;
    }

    @Override
    public final Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("inputSize", inputSize);
        config.put("hiddenSize", hiddenSize);
        config.put("numLayers", numLayers);
        config.put("bias", bias);
        config.put("batchFirst", batchFirst);
        config.put("dropout", dropout);
        config.put("bidirectional", directions == 2);
        if (mode == Recurrence.Mode.RNN_RELU) {
            config.put("nonlinearity", "relu");
        }
        if (stateSize != hiddenSize) {
            config.put("projSize", stateSize);
        }
        return config;
    }

    @Override
    protected final String extraRepr() {
        StringBuilder out = new StringBuilder().append(inputSize).append(", ").append(hiddenSize);
        if (stateSize != hiddenSize) {
            out.append(", proj_size=").append(stateSize);
        }
        if (numLayers != 1) {
            out.append(", num_layers=").append(numLayers);
        }
        if (!bias) {
            out.append(", bias=False");
        }
        if (batchFirst) {
            out.append(", batch_first=True");
        }
        if (dropout != 0) {
            out.append(", dropout=").append(dropout);
        }
        if (directions == 2) {
            out.append(", bidirectional=True");
        }
        if (isRounded()) {
            out.append(", dtype=int8");
        }
        return out.toString();
    }
}
