package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * Leads the rates down half a wave of a cosine in {@code tMax} steps, and up again after them, as
 * {@code CosineAnnealingLR} (Loshchilov and Hutter 2017).
 */
public final class CosineAnnealingLR extends LRScheduler {
    /** Down to 0. */
    public CosineAnnealingLR(Optimizer optimizer, int tMax) {
        this(optimizer, tMax, 0);
    }

    public CosineAnnealingLR(Optimizer optimizer, int tMax, double etaMin) {
        this(optimizer, tMax, etaMin, -1);
    }

    public CosineAnnealingLR(Optimizer optimizer, int tMax, double etaMin, int lastEpoch) {
        super(optimizer, lastEpoch);
        settings().put("T_max", tMax).put("eta_min", etaMin);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        int half = settings().count("T_max");
        double least = settings().number("eta_min");
        if (epoch == 0) {
            return each(ParamGroup::lr);
        }
        if (stepCount() == 1 && epoch > 0) {
            return ofEachBase(base -> least + (base - least) * (1 + Math.cos(epoch * Math.PI / half)) / 2);
        }
        if (Math.floorMod(epoch - 1 - half, 2 * half) == 0) {
            // The step after the lowest rate, from which the recursion below does not lead up again.
            List<Double> rates = new ArrayList<>();
            for (int i = 0; i < baseLrs().size(); i++) {
                rates.add(optimizer().paramGroups().get(i).lr()
                        + (baseLrs().get(i) - least) * (1 - Math.cos(Math.PI / half)) / 2);
            }
            return rates;
        }
        double factor = (1 + Math.cos(Math.PI * epoch / half)) / (1 + Math.cos(Math.PI * (epoch - 1) / half));
        return each(group -> factor * (group.lr() - least) + least);
    }

    @Override
    List<Double> closedForm(int epoch) {
        double least = settings().number("eta_min");
        double wave = 1 + Math.cos(Math.PI * epoch / settings().count("T_max"));
        return ofEachBase(base -> least + (base - least) * wave / 2);
    }
}
