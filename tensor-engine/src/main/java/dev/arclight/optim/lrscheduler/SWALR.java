package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Leads the rates to a constant at which weights are averaged, as {@code torch.optim.swa_utils.SWALR} (Izmailov et al.
 * 2018). It continues from the rates that the groups have when it is stepped.
 */
public final class SWALR extends LRScheduler {
    /** In 10 steps along a cosine. */
    public SWALR(Optimizer optimizer, double swaLr) {
        this(optimizer, swaLr, 10, "cos");
    }

    public SWALR(Optimizer optimizer, double swaLr, int annealEpochs, String annealStrategy) {
        this(optimizer, new double[] {swaLr}, annealEpochs, annealStrategy, -1);
    }

    /**
     * For a constant of each group.
     *
     * @param annealStrategy {@code "cos"} or {@code "linear"}
     * @throws ArclightException if the strategy is unknown, the epochs are negative, or there are not as many rates as
     *     groups
     */
    public SWALR(Optimizer optimizer, double[] swaLr, int annealEpochs, String annealStrategy, int lastEpoch) {
        super(prepared(optimizer, swaLr, annealEpochs, annealStrategy), lastEpoch);
        settings().put("anneal_epochs", annealEpochs).put("_anneal_func_type", annealStrategy);
        begin();
    }

    private static Optimizer prepared(Optimizer optimizer, double[] swaLr, int annealEpochs, String strategy) {
        if (!strategy.equals("cos") && !strategy.equals("linear")) {
            throw new ArclightException(
                    "SWALR: annealStrategy must be one of 'cos' or 'linear', instead got '" + strategy + "'");
        }
        if (annealEpochs < 0) {
            throw new ArclightException("SWALR: annealEpochs must be equal or greater than 0, got " + annealEpochs);
        }
        List<Double> rates = forGroups("SWALR", "swa_lr", optimizer, swaLr);
        for (int i = 0; i < rates.size(); i++) {
            optimizer.paramGroups().get(i).set("swa_lr", rates.get(i));
        }
        return optimizer;
    }

    @Override
    List<Double> rates(int epoch) {
        int epochs = settings().count("anneal_epochs");
        int step = stepCount() - 1;
        if (epochs == 0) {
            step = Math.max(1, step);
        }
        double before = share(step - 1, epochs);
        double now = share(step, epochs);
        return each(group -> {
            double target = group.number("swa_lr");
            double start = before == 1 ? target : (group.lr() - before * target) / (1 - before);
            return target * now + start * (1 - now);
        });
    }

    private double share(int step, int epochs) {
        double t = Math.max(0, Math.min(1, step / (double) Math.max(1, epochs)));
        return settings().text("_anneal_func_type").equals("linear") ? t : (1 - Math.cos(Math.PI * t)) / 2;
    }
}
