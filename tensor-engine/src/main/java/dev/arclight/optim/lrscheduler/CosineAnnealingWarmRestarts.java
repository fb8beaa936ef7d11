package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Leads the rates down half a wave of a cosine again and again, each time {@code tMult} times as long, as
 * {@code CosineAnnealingWarmRestarts} (Loshchilov and Hutter 2017).
 */
public final class CosineAnnealingWarmRestarts extends LRScheduler {
    /** All waves as long as the first, down to 0. */
    public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0) {
        this(optimizer, t0, 1, 0);
    }

    public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0, int tMult, double etaMin) {
        this(optimizer, t0, tMult, etaMin, -1);
    }

    /** @throws ArclightException if {@code t0} or {@code tMult} is not positive */
    public CosineAnnealingWarmRestarts(Optimizer optimizer, int t0, int tMult, double etaMin, int lastEpoch) {
        super(optimizer, lastEpoch);
        if (t0 <= 0) {
            throw new ArclightException("CosineAnnealingWarmRestarts: expected positive integer t0, but got " + t0);
        }
        if (tMult < 1) {
            throw new ArclightException("CosineAnnealingWarmRestarts: expected integer tMult >= 1, but got " + tMult);
        }
        settings()
                .put("T_0", t0)
                .put("T_i", (double) t0)
                .put("T_mult", tMult)
                .put("eta_min", etaMin)
                .put("T_cur", (double) lastEpoch);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        double least = settings().number("eta_min");
        double wave =
                1 + Math.cos(Math.PI * settings().number("T_cur") / settings().number("T_i"));
        return ofEachBase(base -> least + (base - least) * wave / 2);
    }

    @Override
    public void step() {
        if (lastEpoch() < 0) {
            step(0.0);
            return;
        }
        double place = settings().number("T_cur") + 1;
        double length = settings().number("T_i");
        if (place >= length) {
            place -= length;
            length *= settings().count("T_mult");
        }
        settings().put("T_cur", place).put("T_i", length);
        lastEpoch(lastEpoch() + 1);
        set(rates(lastEpoch()));
    }

    @Override
    public void step(int epoch) {
        step((double) epoch);
    }

    /**
     * Sets the rates of a place that may lie between two steps, such as {@code epoch + batch / (double) batches}.
     *
     * @throws ArclightException if it is negative
     */
    public void step(double epoch) {
        if (!(epoch >= 0)) {
            throw new ArclightException("CosineAnnealingWarmRestarts: expected non-negative epoch, but got " + epoch);
        }
        int first = settings().count("T_0");
        int growth = settings().count("T_mult");
        double place = epoch;
        double length = first;
        if (epoch >= first && growth == 1) {
            place = epoch % first;
            length = settings().number("T_i");
        } else if (epoch >= first) {
            int n = (int) (Math.log(epoch / first * (growth - 1) + 1) / Math.log(growth));
            place = epoch - first * (Math.pow(growth, n) - 1) / (growth - 1);
            length = first * Math.pow(growth, n);
        }
        settings().put("T_cur", place).put("T_i", length);
        lastEpoch((int) Math.floor(epoch));
        set(rates(lastEpoch()));
    }
}
