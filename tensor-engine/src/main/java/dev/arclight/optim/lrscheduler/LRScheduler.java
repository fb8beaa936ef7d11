package dev.arclight.optim.lrscheduler;

import dev.arclight.autograd.RemovableHandle;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Stateful;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the learning rates of an optimizer's groups, as {@code torch.optim.lr_scheduler.LRScheduler}. A new one makes
 * its first step, number 0, at once; after that it is stepped when the optimizer has been.
 *
 * <pre>{@code
 * var scheduler = new StepLR(optimizer, 30, 0.1);
 * for (int epoch = 0; epoch < 100; epoch++) {
 *     train(...);          // calls optimizer.step()
 *     scheduler.step();
 * }
 * }</pre>
 *
 * <p>Most schedulers compute a rate from the one before, so that several can act on one optimizer and a program can
 * change rates besides. Numbers are computed in the order in which PyTorch computes them. What a scheduler starts from
 * is in the groups' {@code "initial_lr"}, which the first scheduler of an optimizer sets.
 */
public abstract class LRScheduler implements Stateful {
    private static final Logger LOG = LoggerFactory.getLogger(LRScheduler.class);

    static final String INITIAL_LR = "initial_lr";
    private static final String BASE_LRS = "base_lrs";
    private static final String LAST_EPOCH = "last_epoch";
    private static final String STEP_COUNT = "_step_count";
    private static final String LAST_LR = "_last_lr";

    private final Optimizer optimizer;
    private Settings settings = new Settings();

    /** Whether the optimizer has made a step since this scheduler was made, or was said not to have. */
    private boolean optimizerStepped;

    /** For schedulers that keep no rates of their own. */
    LRScheduler(Optimizer optimizer) {
        this.optimizer = optimizer;
        settings.put(LAST_EPOCH, 0);
        settings.put(STEP_COUNT, 0);
        settings.put(LAST_LR, rates());
    }

    /**
     * For schedulers that compute from the groups' first rates. The constructor that calls this one ends with
     * {@link #begin}.
     *
     * @param lastEpoch the number of the last step when a training is resumed, else -1
     * @throws ArclightException if a training is resumed with an optimizer whose groups have no first rates
     */
    LRScheduler(Optimizer optimizer, int lastEpoch) {
        this.optimizer = optimizer;
        List<Double> base = new ArrayList<>();
        for (ParamGroup group : optimizer.paramGroups()) {
            if (!group.has(INITIAL_LR)) {
                if (lastEpoch != -1) {
                    throw new ArclightException(name() + ": param 'initial_lr' is not specified in paramGroups()["
                            + base.size() + "] when resuming an optimizer at epoch " + lastEpoch
                            + "; load the optimizer's state dict first");
                }
                group.set(INITIAL_LR, group.lr());
            }
            base.add(group.number(INITIAL_LR));
        }
        settings.put(BASE_LRS, List.copyOf(base));
        settings.put(LAST_EPOCH, lastEpoch);
        settings.put(STEP_COUNT, 0);
        settings.put(LAST_LR, rates());
    }

    final String name() {
        return getClass().getSimpleName();
    }

    /** Where a scheduler keeps what it computes with. */
    final Settings settings() {
        return settings;
    }

    /** Makes the first step. */
    void begin() {
        settings.put(STEP_COUNT, 0);
        optimizerStepped = true;
        step();
        optimizerStepped = false;
        RemovableHandle[] handle = new RemovableHandle[1];
        handle[0] = optimizer.registerStepPostHook(stepped -> {
            optimizerStepped = true;
            handle[0].remove();
        });
    }

    /** As PyTorch: a schedule that runs ahead of its optimizer skips its first rate, which nobody would see. */
    private void warnIfAhead() {
        if (!optimizerStepped && stepCount() == 1) {
            optimizerStepped = true;
            LOG.warn(
                    "{}: step() was called before the optimizer's step(), so the first learning rate is skipped; call"
                            + " optimizer.step() first",
                    name());
        }
    }

    /** The rates of the next step, one for each group; {@link #lastEpoch} is that step's number already. */
    abstract List<Double> rates(int epoch);

    /** The rates of any step without those before; where a scheduler knows none, what {@link #rates(int)} gives. */
    List<Double> closedForm(int epoch) {
        return rates(epoch);
    }

    /** Sets the rates of the next step. Warns if the optimizer has made none yet. */
    public void step() {
        warnIfAhead();
        settings.put(STEP_COUNT, stepCount() + 1);
        settings.put(LAST_EPOCH, lastEpoch() + 1);
        set(rates(lastEpoch()));
    }

    /**
     * Sets the rates of a given step, by the closed form where there is one. PyTorch deprecates it but where a
     * scheduler says otherwise.
     */
    public void step(int epoch) {
        settings.put(STEP_COUNT, stepCount() + 1);
        settings.put(LAST_EPOCH, epoch);
        set(closedForm(epoch));
    }

    final void set(List<Double> rates) {
        List<ParamGroup> groups = optimizer.paramGroups();
        for (int i = 0; i < Math.min(groups.size(), rates.size()); i++) {
            groups.get(i).lr(rates.get(i));
        }
        remember();
    }

    /** Notes the rates that the groups have now. */
    final void remember() {
        settings.put(LAST_LR, rates());
    }

    private List<Double> rates() {
        return each(ParamGroup::lr);
    }

    /** A number of each group. */
    final List<Double> each(ToDoubleFunction<ParamGroup> function) {
        List<Double> all = new ArrayList<>();
        optimizer.paramGroups().forEach(group -> all.add(function.applyAsDouble(group)));
        return Collections.unmodifiableList(all);
    }

    /** A number for each of the first rates. */
    final List<Double> ofEachBase(ToDoubleFunction<Double> function) {
        List<Double> all = new ArrayList<>();
        baseLrs().forEach(base -> all.add(function.applyAsDouble(base)));
        return all;
    }

    /** The rates that the last step set, one for each group. */
    public final List<Double> getLastLr() {
        return settings.numbers(LAST_LR);
    }

    /** The rates that this scheduler began with, one for each group. */
    public final List<Double> baseLrs() {
        return settings.numbers(BASE_LRS);
    }

    final void baseLrs(List<Double> values) {
        settings.put(BASE_LRS, List.copyOf(values));
    }

    /** The number of the last step; 0 of a new scheduler. */
    public final int lastEpoch() {
        return settings.count(LAST_EPOCH);
    }

    final void lastEpoch(int value) {
        settings.put(LAST_EPOCH, value);
    }

    final int stepCount() {
        return settings.count(STEP_COUNT);
    }

    /** What changes the parameters. */
    public final Optimizer optimizer() {
        return optimizer;
    }

    /** All numbers by PyTorch's names; not the optimizer, whose groups have rates of their own in its state dict. */
    @Override
    public Map<String, Object> stateDict() {
        return settings.all();
    }

    /**
     * Continues from another scheduler of this kind, with its settings.
     *
     * @throws ArclightException naming what is missing or of another kind; nothing is changed then
     */
    @Override
    public void loadStateDict(Map<String, Object> state) {
        settings = settings.loaded(name(), state);
    }

    /** The numbers for each group: one for all, or as many as there are groups. */
    static List<Double> forGroups(String scheduler, String name, Optimizer optimizer, double... values) {
        int groups = optimizer.paramGroups().size();
        if (values.length != 1 && values.length != groups) {
            throw new ArclightException(
                    scheduler + ": expected " + groups + " values for " + name + ", got " + values.length);
        }
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            all.add(values[values.length == 1 ? 0 : i]);
        }
        return all;
    }
}
