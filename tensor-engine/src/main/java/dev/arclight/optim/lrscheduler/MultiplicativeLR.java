package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Multiplies each rate in every step by a function of it, as {@code MultiplicativeLR}. Functions are not part of the
 * state dict.
 */
public final class MultiplicativeLR extends LRScheduler {
    private final List<IntToDoubleFunction> functions;

    /** One function for all groups. */
    public MultiplicativeLR(Optimizer optimizer, IntToDoubleFunction function) {
        this(optimizer, Collections.nCopies(optimizer.paramGroups().size(), function), -1);
    }

    /** A function for each group. */
    public MultiplicativeLR(Optimizer optimizer, List<IntToDoubleFunction> functions) {
        this(optimizer, functions, -1);
    }

    /** @throws ArclightException if there are not as many functions as groups */
    public MultiplicativeLR(Optimizer optimizer, List<IntToDoubleFunction> functions, int lastEpoch) {
        super(optimizer, lastEpoch);
        int groups = optimizer.paramGroups().size();
        if (functions.size() != groups) {
            throw new ArclightException(
                    "MultiplicativeLR: expected " + groups + " functions, but got " + functions.size());
        }
        this.functions = List.copyOf(functions);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        if (epoch <= 0) {
            return each(ParamGroup::lr);
        }
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < functions.size(); i++) {
            rates.add(optimizer().paramGroups().get(i).lr() * functions.get(i).applyAsDouble(epoch));
        }
        return rates;
    }
}
