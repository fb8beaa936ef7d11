package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.nn.NamedLosses;
import dev.arclight.spark.data.ParquetTensors;
import dev.arclight.tensor.DType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;

/**
 * Finds out what the network of a {@link NeuralEstimator} is to learn: which tensors its columns are and which loss is made of
 * them.
 */
record NeuralTask(NeuralEstimator params) {

    /**
     * The task, checked.
     *
     * @throws TrainingException if the network does not fit the columns, or the loss what the network gives
     */
    LearningTask of(Dataset<?> dataset, Module network) {
        List<String> names = NeuralEstimatorParams.inputs(params);
        List<TensorSlot> inputs =
                ColumnSlots.inputs(dataset, names, shapes(names), params.getOrDefault(params.inputTypes()));
        List<String> outputNames = NeuralEstimatorParams.outputs(params);
        Signature signature = NetworkProbe.ofAny(network, inputs, outputNames);
        Objective objective = objective(dataset);
        NetworkProbe.requireLoss(network, inputs, objective);
        boolean bytes = inputs.stream().allMatch(slot -> slot.dtype() == DType.UINT8);
        int[] widths = inputs.stream().mapToInt(TensorSlot::width).toArray();
        return new LearningTask(
                inputs,
                signature,
                objective,
                rows -> labelled(
                                ParquetTensors.of(rows)
                                        .features(names.toArray(String[]::new))
                                        .widths(widths),
                                signature,
                                objective)
                        .shape(TensorSlot.width(inputs))
                        .dtype(bytes ? DType.UINT8 : DType.FLOAT32));
    }

    private String[] shapes(List<String> names) {
        String[] several = params.getOrDefault(params.inputShapes());
        int[] one = params.getInputShape();
        if (several.length > 0 || names.size() != 1 || one.length == 0) {
            return several;
        }
        return new String[] {Arrays.stream(one).mapToObj(Integer::toString).collect(Collectors.joining(","))};
    }

    private Objective objective(Dataset<?> dataset) {
        Optional<TrainingLoss> own = params.ownLoss();
        List<String> labels = params.labels();
        String loss = params.getLoss();
        if (own.isEmpty() && NamedLosses.OF_CLASSES.contains(loss)) {
            if (labels.size() != 1) {
                throw new TrainingException("loss is '" + loss + "', which reads one column of class numbers, and"
                        + " labelCols are " + labels + "; set labelCol, or a loss function");
            }
            TrainingChecks.requireLabel(dataset.schema(), labels.get(0));
            return new Objective(loss, new double[0], params.getLabelSmoothing(), params.getDelta(), null, List.of());
        }
        List<TensorSlot> targets = ColumnSlots.targets(dataset, labels);
        return new Objective(
                own.map(Functions::shown).orElse(loss), new double[0], 0, params.getDelta(), own.orElse(null), targets);
    }

    private ParquetTensors labelled(ParquetTensors columns, Signature signature, Objective objective) {
        if (objective.isOfClasses()) {
            return columns.label(
                    params.labels().get(0), signature.outputs().get(0).shape()[1]);
        }
        int[] widths = objective.targets().stream().mapToInt(TensorSlot::width).toArray();
        return columns.targets(params.labels(), widths);
    }
}
