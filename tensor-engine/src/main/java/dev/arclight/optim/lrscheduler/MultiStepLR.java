package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Multiplies the rates by gamma at each milestone, as {@code MultiStepLR}; at one that is named twice, twice.
 */
public final class MultiStepLR extends LRScheduler {
    private List<Integer> milestones;

    /** With gamma 0.1. */
    public MultiStepLR(Optimizer optimizer, List<Integer> milestones) {
        this(optimizer, milestones, 0.1);
    }

    public MultiStepLR(Optimizer optimizer, List<Integer> milestones, double gamma) {
        this(optimizer, milestones, gamma, -1);
    }

    public MultiStepLR(Optimizer optimizer, List<Integer> milestones, double gamma, int lastEpoch) {
        super(optimizer, lastEpoch);
        this.milestones = List.copyOf(milestones);
        settings().put("gamma", gamma);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        int times = Collections.frequency(milestones, epoch);
        return times == 0
                ? each(ParamGroup::lr)
                : each(group -> group.lr() * Math.pow(settings().number("gamma"), times));
    }

    @Override
    List<Double> closedForm(int epoch) {
        long passed =
                milestones.stream().filter(milestone -> milestone <= epoch).count();
        return ofEachBase(base -> base * Math.pow(settings().number("gamma"), (double) passed));
    }

    /** The milestones are how often each is named, by their number as text. */
    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = super.stateDict();
        Map<String, Object> counts = new TreeMap<>();
        milestones.forEach(milestone -> counts.put(milestone.toString(), Collections.frequency(milestones, milestone)));
        state.put("milestones", counts);
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        List<Integer> loaded = new ArrayList<>();
        if (!(state.get("milestones") instanceof Map<?, ?> counts)) {
            throw new ArclightException("MultiStepLR.loadStateDict: 'milestones' is " + state.get("milestones")
                    + "; expected how often each occurs");
        }
        counts.forEach((milestone, times) -> {
            if (!milestone.toString().matches("-?\\d{1,9}") || !(times instanceof Number number)) {
                throw new ArclightException("MultiStepLR.loadStateDict: a milestone is " + milestone + ", " + times
                        + " times; expected whole numbers");
            }
            loaded.addAll(Collections.nCopies(number.intValue(), Integer.valueOf(milestone.toString())));
        });
        super.loadStateDict(state);
        milestones = List.copyOf(loaded);
    }
}
