package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Steps one scheduler after the other, each from its milestone on, as {@code SequentialLR}.
 *
 * <pre>{@code
 * var scheduler = new SequentialLR(optimizer,
 *         List.of(new LinearLR(optimizer, 0.1, 1, 5), new CosineAnnealingLR(optimizer, 95)), List.of(5));
 * }</pre>
 */
public final class SequentialLR extends SchedulerList {
    private static final String MILESTONES = "_milestones";

    public SequentialLR(Optimizer optimizer, List<? extends LRScheduler> schedulers, List<Integer> milestones) {
        this(optimizer, schedulers, milestones, -1);
    }

    /** @throws ArclightException if the schedulers are not of this optimizer, or not one more than the milestones */
    public SequentialLR(
            Optimizer optimizer, List<? extends LRScheduler> schedulers, List<Integer> milestones, int lastEpoch) {
        super("SequentialLR", optimizer, schedulers);
        if (milestones.size() != schedulers.size() - 1) {
            throw new ArclightException("SequentialLR: expects number of schedulers provided to be one more than the"
                    + " number of milestone points, but got number of schedulers " + schedulers.size()
                    + " and the number of milestones to be equal to " + milestones.size());
        }
        List<Double> places = new ArrayList<>();
        milestones.forEach(milestone -> places.add((double) milestone));
        settings().put(MILESTONES, List.copyOf(places));
        lastEpoch(lastEpoch + 1);
        // The schedulers have each made a first step already; only the first one's is to count.
        for (ParamGroup group : optimizer.paramGroups()) {
            group.lr(group.number(INITIAL_LR));
        }
        undo(this);
        schedulers().get(0).begin();
        remember();
    }

    private static void undo(SchedulerList list) {
        for (LRScheduler scheduler : list.schedulers()) {
            if (scheduler instanceof SchedulerList inner) {
                undo(inner);
            } else {
                scheduler.lastEpoch(scheduler.lastEpoch() - 1);
            }
        }
    }

    @Override
    public void step() {
        lastEpoch(lastEpoch() + 1);
        List<Double> milestones = settings().numbers(MILESTONES);
        int index = 0;
        while (index < milestones.size() && milestones.get(index) <= lastEpoch()) {
            index++;
        }
        LRScheduler scheduler = schedulers().get(index);
        if (index > 0 && milestones.get(index - 1) == lastEpoch()) {
            scheduler.step(0);
        } else {
            scheduler.step();
        }
        remember();
    }

    /** The milestones are whole numbers. */
    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = super.stateDict();
        state.put(
                MILESTONES,
                settings().numbers(MILESTONES).stream().map(Double::intValue).toList());
        return state;
    }
}
