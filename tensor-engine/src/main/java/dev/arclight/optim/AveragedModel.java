package dev.arclight.optim;

import dev.arclight.autograd.GradMode;
import dev.arclight.nn.Module;
import dev.arclight.nn.NormLayer;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network whose weights are a mean of those that another one had during its training, as
 * {@code torch.optim.swa_utils.AveragedModel}: all of them alike (Izmailov et al. 2018) or the latest most.
 *
 * <pre>{@code
 * var averaged = new AveragedModel(model, new Net());
 * for (int epoch = 0; epoch < 100; epoch++) {
 *     train(model);
 *     if (epoch > 75) averaged.updateParameters(model);
 * }
 * AveragedModel.updateBn(batches, averaged);   // where it has batch norms
 * }</pre>
 */
public final class AveragedModel extends Module {
    /** How a new weight enters a mean. */
    @FunctionalInterface
    public interface Averaging {
        /** The mean after {@code count + 1} weights, given the one after {@code count}; new memory. */
        Tensor apply(Tensor averaged, Tensor current, long count);
    }

    private final Module module;
    private final Averaging averaging;
    private final boolean useBuffers;
    private final Tensor count;

    /** With the plain mean. */
    public AveragedModel(Module model, Module copy) {
        this(model, copy, swa());
    }

    public AveragedModel(Module model, Module copy, Averaging averaging) {
        this(model, copy, averaging, false);
    }

    /**
     * With the weights of {@code model}.
     *
     * @param copy a network of the same layers, which becomes this one's own
     * @param useBuffers whether floating buffers are averaged too; else all buffers are the model's latest
     * @throws ArclightException if the copy has other parameters or buffers than the model
     */
    public AveragedModel(Module model, Module copy, Averaging averaging, boolean useBuffers) {
        if (copy == model) {
            throw new ArclightException(
                    "AveragedModel: the copy is the model itself; pass another network of its kind");
        }
        copy.loadStateDict(model.stateDict());
        this.module = register("module", copy);
        this.averaging = averaging;
        this.useBuffers = useBuffers;
        this.count = registerBuffer("n_averaged", Tensor.zeros(DType.INT64));
    }

    /** The plain mean of all weights. */
    public static Averaging swa() {
        return (averaged, current, count) -> averaged.add(current.sub(averaged).div(count + 1.0));
    }

    /**
     * A moving average.
     *
     * @param decay how much of it is kept in each update
     * @throws ArclightException if the decay is not in [0, 1]
     */
    public static Averaging ema(double decay) {
        if (!(decay >= 0 && decay <= 1)) {
            throw new ArclightException(
                    "AveragedModel: invalid decay value " + decay + " provided; select one in [0, 1]");
        }
        return (averaged, current, count) -> averaged.mul(decay).add(current.mul(1 - decay));
    }

    /** The averaged network itself. */
    public Module module() {
        return module;
    }

    /** How many weights the mean is of. */
    public long averagedCount() {
        return (long) count.item();
    }

    @Override
    public Tensor forward(Tensor input) {
        return module.forward(input);
    }

    /**
     * Takes the present weights of a network into the mean; the first ones become it.
     *
     * @throws ArclightException if the network has not as many parameters and buffers as this one
     */
    public void updateParameters(Module model) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            average(module.parameters(), model.parameters());
            List<Tensor> own = module.buffers();
            List<Tensor> theirs = model.buffers();
            if (useBuffers) {
                average(own, theirs);
            } else {
                requireAsMany(own, theirs);
                for (int i = 0; i < own.size(); i++) {
                    own.get(i).copy_(theirs.get(i));
                }
            }
            count.add_(1L);
        }
    }

    private void average(List<Tensor> own, List<Tensor> theirs) {
        requireAsMany(own, theirs);
        long known = averagedCount();
        for (int i = 0; i < own.size(); i++) {
            Tensor mean = own.get(i).detach();
            Tensor current = theirs.get(i).detach();
            boolean first = known == 0 || !mean.dtype().isFloating();
            mean.copy_(first ? current : averaging.apply(mean, current, known));
        }
    }

    private static void requireAsMany(List<Tensor> own, List<Tensor> theirs) {
        if (own.size() != theirs.size()) {
            throw new ArclightException("AveragedModel: the network has " + theirs.size()
                    + " parameters or buffers, the averaged one " + own.size() + "; they must be of one kind");
        }
    }

    /**
     * Computes the running statistics of batch norms anew from data, as {@code update_bn}: the means over all batches.
     * Needed after weights were averaged; does nothing where there are no running statistics.
     */
    public static void updateBn(Iterable<Tensor> batches, Module model) {
        Map<NormLayer, List<Tensor>> sums = new LinkedHashMap<>();
        for (Module part : model.modules()) {
            if (part instanceof NormLayer norm && norm.runningMean() != null) {
                sums.put(norm, new ArrayList<>());
            }
        }
        if (sums.isEmpty()) {
            return;
        }
        boolean training = model.isTraining();
        model.train();
        long seen = 0;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            for (Tensor batch : batches) {
                sums.keySet().forEach(AveragedModel::clear);
                Tensor unused = model.call(batch);
                sums.forEach(AveragedModel::gather);
                seen++;
            }
            for (Map.Entry<NormLayer, List<Tensor>> entry : sums.entrySet()) {
                entry.getKey().resetRunningStats();
                if (seen > 0) {
                    List<Tensor> statistics = statistics(entry.getKey());
                    for (int i = 0; i < 2; i++) {
                        statistics.get(i).copy_(entry.getValue().get(i).div((double) seen));
                    }
                    entry.getKey().getBuffer("num_batches_tracked").fill_(seen);
                }
            }
        } finally {
            model.train(training);
        }
    }

    /** From zeros, a batch leaves its own statistics times its share. */
    private static void clear(NormLayer norm) {
        norm.resetRunningStats();
        statistics(norm).get(1).zero_();
    }

    private static void gather(NormLayer norm, List<Tensor> sums) {
        // A norm without a momentum has a negative one here; a batch counted alone is then all there is.
        double share = norm.config().get("momentum") instanceof Number momentum && momentum.doubleValue() >= 0
                ? momentum.doubleValue()
                : 1;
        List<Tensor> statistics = statistics(norm);
        for (int i = 0; i < 2; i++) {
            Tensor part = statistics.get(i).toDouble().div(share);
            if (sums.size() <= i) {
                sums.add(part);
            } else {
                sums.set(i, sums.get(i).add(part));
            }
        }
    }

    private static List<Tensor> statistics(NormLayer norm) {
        Tensor mean = norm.runningMean();
        Tensor variance = norm.runningVar();
        return mean == null || variance == null ? List.of() : List.of(mean, variance);
    }
}
