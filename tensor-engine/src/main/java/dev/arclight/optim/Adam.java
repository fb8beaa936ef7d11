package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
    private long steps;

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
        steps++;
    }

    @Override
    void update(int index, float[] parameter, int offset, float[] grad, int gradOffset, int n) {
        float[] mean = java.util.Objects.requireNonNull(means)[index];
        float[] square = java.util.Objects.requireNonNull(squares)[index];
        float b1 = (float) beta1;
        float b2 = (float) beta2;
        float rest1 = (float) (1 - beta1);
        float rest2 = (float) (1 - beta2);
        float decay = (float) weightDecay;
        float rate = (float) (learningRate() / (1 - Math.pow(beta1, (double) steps)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) steps)));
        float small = (float) eps;
        for (int i = 0; i < n; i++) {
            float p = parameter[offset + i];
            float g = grad[gradOffset + i] + decay * p;
            float m = b1 * mean[i] + rest1 * g;
            float v = b2 * square[i] + rest2 * g * g;
            mean[i] = m;
            square[i] = v;
            parameter[offset + i] = p - rate * m / ((float) Math.sqrt(v) * correction + small);
        }
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

    @Override
    public long steps() {
        return steps;
    }

    @Override
    public void steps(long value) {
        steps = value;
    }
}
