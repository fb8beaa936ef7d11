package dev.arclight.optim;

import dev.arclight.kernel.cpu.Optim;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adaptive moments (Kingma and Ba 2015), as {@code torch.optim.Adam}: learning rate 0.001, betas 0.9 and 0.999, eps 1e-8.
 */
public final class Adam extends Optimizer {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double weightDecay;
    private float @Nullable [][] means;
    private float @Nullable [][] squares;
    private Optim.@Nullable Adam rule;

    public Adam(List<Tensor> parameters) {
        this(parameters, 1e-3);
    }

    public Adam(List<Tensor> parameters, double learningRate) {
        super(parameters, learningRate);
    }

    /** How much of the running mean and the running square is kept. */
    public Adam betas(double first, double second) {
        if (!(first >= 0 && first < 1 && second >= 0 && second < 1)) {
            throw new ArclightException("Adam: betas are " + first + " and " + second + "; they must be in [0, 1)");
        }
        beta1 = first;
        beta2 = second;
        return this;
    }

    /** What keeps the division finite. */
    public Adam eps(double value) {
        eps = SGD.requireNonNegative("eps", value);
        return this;
    }

    /** How much of the parameter is added to its gradient; 0 by default. */
    public Adam weightDecay(double value) {
        weightDecay = SGD.requireNonNegative("weightDecay", value);
        return this;
    }

    @Override
    void beforeStep() {
        state();
        rule = new Optim.Adam(learningRate(), beta1, beta2, eps, weightDecay, false);
    }

    @Override
    void update(int index, long step, float[] parameter, int offset, float[] grad, int gradOffset, int n) {
        float[] mean = Objects.requireNonNull(means)[index];
        float[] square = Objects.requireNonNull(squares)[index];
        Optim.step(Objects.requireNonNull(rule), step, parameter, offset, grad, gradOffset, mean, square, n);
    }

    @Override
    public List<float[]> state() {
        if (means == null || squares == null) {
            means = zerosLikeParameters();
            squares = zerosLikeParameters();
        }
        List<float[]> all = new ArrayList<>(List.of(means));
        all.addAll(List.of(squares));
        return all;
    }
}
