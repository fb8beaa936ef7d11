package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scheduler of schedulers of one optimizer, with their state in its own. */
abstract class SchedulerList extends LRScheduler {
    private final List<LRScheduler> schedulers;

    SchedulerList(String name, Optimizer optimizer, List<? extends LRScheduler> schedulers) {
        super(optimizer);
        this.schedulers = List.copyOf(schedulers);
        for (int i = 0; i < schedulers.size(); i++) {
            LRScheduler scheduler = schedulers.get(i);
            if (scheduler instanceof ReduceLROnPlateau) {
                throw new ArclightException(name + ": does not support ReduceLROnPlateau, which needs a metric in"
                        + " each step; step it by itself");
            }
            if (scheduler.optimizer() != optimizer) {
                throw new ArclightException(name + ": expects all schedulers to belong to the same optimizer, but"
                        + " the scheduler at index " + i + " has another");
            }
        }
    }

    final List<LRScheduler> schedulers() {
        return schedulers;
    }

    /** @throws ArclightException always: rates are the schedulers' own */
    @Override
    final List<Double> rates(int epoch) {
        throw new ArclightException(name() + ": a single step cannot be asked for; call step()");
    }

    @Override
    public final void step(int epoch) {
        List<Double> unused = rates(epoch);
    }

    @Override
    public Map<String, Object> stateDict() {
        Map<String, Object> state = super.stateDict();
        List<Map<String, Object>> states = new ArrayList<>();
        schedulers.forEach(scheduler -> states.add(scheduler.stateDict()));
        state.put("_schedulers", states);
        return state;
    }

    @Override
    public void loadStateDict(Map<String, Object> state) {
        if (!(state.get("_schedulers") instanceof List<?> states) || states.size() != schedulers.size()) {
            throw new ArclightException(name() + ".loadStateDict: '_schedulers' is " + state.get("_schedulers")
                    + "; expected a list of " + schedulers.size() + " states");
        }
        List<Map<String, Object>> before = new ArrayList<>();
        schedulers.forEach(scheduler -> before.add(scheduler.stateDict()));
        try {
            for (int i = 0; i < schedulers.size(); i++) {
                Map<String, Object> given = new LinkedHashMap<>();
                if (states.get(i) instanceof Map<?, ?> map) {
                    map.forEach((key, value) -> given.put(key.toString(), value));
                }
                schedulers.get(i).loadStateDict(given);
            }
            super.loadStateDict(state);
        } catch (ArclightException e) {
            for (int i = 0; i < schedulers.size(); i++) {
                schedulers.get(i).loadStateDict(before.get(i));
            }
            throw e;
        }
    }
}
