package dev.arclight.it.oracle;

import dev.arclight.nn.Functional;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

/**
 * Fifty steps of a small network by libtorch's own optimizers: the same parameters after every step. Two of the parameters
 * have gradients in some steps only, the first of them late.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class OptimizersAgreementTest {
    private static final int STEPS = 50;

    @Test
    void plainDescentAgrees() {
        agree(p -> new SGD(p, 0.1), p -> sgd(p, new SGDOptions(0.1)));
    }

    @Test
    void momentumAgrees() {
        agree(p -> new SGD(p, 0.05).momentum(0.9), p -> {
            SGDOptions options = new SGDOptions(0.05);
            options.momentum().put(0.9);
            return sgd(p, options);
        });
    }

    @Test
    void momentumWithDampeningAndWeightDecayAgrees() {
        agree(p -> new SGD(p, 0.05).momentum(0.9).dampening(0.3).weightDecay(0.01), p -> {
            SGDOptions options = new SGDOptions(0.05);
            options.momentum().put(0.9);
            options.dampening().put(0.3);
            options.weight_decay().put(0.01);
            return sgd(p, options);
        });
    }

    @Test
    void nesterovAgrees() {
        agree(p -> new SGD(p, 0.05).momentum(0.8).nesterov(true).weightDecay(0.02), p -> {
            SGDOptions options = new SGDOptions(0.05);
            options.momentum().put(0.8);
            options.nesterov().put(true);
            options.weight_decay().put(0.02);
            return sgd(p, options);
        });
    }

    @Test
    void adamAgrees() {
        agree(p -> new Adam(p, 0.01), p -> adam(p, new AdamOptions(0.01)));
    }

    @Test
    void adamWithWeightDecayAndAnotherEpsAgrees() {
        agree(p -> new Adam(p, 0.02).eps(1e-6).weightDecay(0.1), p -> {
            AdamOptions options = new AdamOptions(0.02);
            options.eps().put(1e-6);
            options.weight_decay().put(0.1);
            return adam(p, options);
        });
    }

    @Test
    void amsgradAgrees() {
        agree(p -> new Adam(p, 0.02).amsgrad(true), p -> {
            AdamOptions options = new AdamOptions(0.02);
            options.amsgrad().put(true);
            return adam(p, options);
        });
    }

    @Test
    void decoupledWeightDecayAgrees() {
        agree(p -> new AdamW(p, 0.02).weightDecay(0.1), p -> {
            AdamWOptions options = new AdamWOptions(0.02);
            options.weight_decay().put(0.1);
            return new org.bytedeco.pytorch.AdamW(p, options);
        });
    }

    @Test
    void runningSquaresAgree() {
        agree(p -> new RMSprop(p, 0.01).weightDecay(0.1), p -> {
            RMSpropOptions options = new RMSpropOptions(0.01);
            options.weight_decay().put(0.1);
            return new org.bytedeco.pytorch.RMSprop(p, options);
        });
    }

    @Test
    void centeredRunningSquaresWithMomentumAgree() {
        agree(p -> new RMSprop(p, 0.01).centered(true).momentum(0.5).alpha(0.9), p -> {
            RMSpropOptions options = new RMSpropOptions(0.01);
            options.centered().put(true);
            options.momentum().put(0.5);
            options.alpha().put(0.9);
            return new org.bytedeco.pytorch.RMSprop(p, options);
        });
    }

    @Test
    void sumsOfSquaresAgree() {
        agree(p -> new Adagrad(p, 0.05).lrDecay(0.1).weightDecay(0.1).initialAccumulatorValue(0.5), p -> {
            AdagradOptions options = new AdagradOptions(0.05);
            options.lr_decay().put(0.1);
            options.weight_decay().put(0.1);
            options.initial_accumulator_value().put(0.5);
            return new org.bytedeco.pytorch.Adagrad(p, options);
        });
    }

    private static org.bytedeco.pytorch.Optimizer sgd(TensorVector parameters, SGDOptions options) {
        return new org.bytedeco.pytorch.SGD(parameters, options);
    }

    private static org.bytedeco.pytorch.Optimizer adam(TensorVector parameters, AdamOptions options) {
        return new org.bytedeco.pytorch.Adam(parameters, options);
    }

    private static void agree(
            Function<List<Tensor>, Optimizer> ours, Function<TensorVector, org.bytedeco.pytorch.Optimizer> theirs) {
        agree(ours, theirs, DType.FLOAT32, 1e-5);
        agree(ours, theirs, DType.FLOAT64, 1e-9);
    }

    private static void agree(
            Function<List<Tensor>, Optimizer> ours,
            Function<TensorVector, org.bytedeco.pytorch.Optimizer> theirs,
            DType dtype,
            double tolerance) {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> parameters = Stream.of(
                            random(1, 8, 5), random(2, 8), random(3, 3, 8), random(4, 3), random(5, 3), random(6, 3))
                    .map(tensor -> tensor.to(dtype))
                    .toList();
            parameters.forEach(parameter -> parameter.requiresGrad(true));
            org.bytedeco.pytorch.Tensor[] references = parameters.stream()
                    .map(parameter -> Torch.of(parameter).requires_grad_(true))
                    .toArray(org.bytedeco.pytorch.Tensor[]::new);
            Optimizer optimizer = ours.apply(parameters);
            org.bytedeco.pytorch.Optimizer reference = theirs.apply(new TensorVector(references));
            Tensor target = Tensor.of(new long[] {0, 1, 2, 1, 0, 2}, 6);
            for (int step = 0; step < STEPS; step++) {
                Tensor x = random(100 + step, 6, 5).to(dtype);
                optimizer.zeroGrad();
                Tensor hidden = Functional.linear(x, parameters.get(0), parameters.get(1))
                        .tanh();
                Tensor logits = Functional.linear(hidden, parameters.get(2), parameters.get(3));
                for (int late : late(step)) {
                    logits = logits.mul(parameters.get(late));
                }
                Functional.crossEntropy(logits, target).backward();
                optimizer.step();

                reference.zero_grad();
                org.bytedeco.pytorch.Tensor inner =
                        torch.tanh(torch.linear(Torch.of(x), references[0], new TensorOptional(references[1])));
                org.bytedeco.pytorch.Tensor theirLogits =
                        torch.linear(inner, references[2], new TensorOptional(references[3]));
                for (int late : late(step)) {
                    theirLogits = theirLogits.mul(references[late]);
                }
                torch.cross_entropy_loss(theirLogits, Torch.of(target)).backward();
                reference.step();
                for (int i = 0; i < references.length; i++) {
                    Agree.close(
                            "step " + step + ", parameter " + i, parameters.get(i), references[i], tolerance, false);
                }
            }
        }
    }

    /** Which of the last parameters take part. */
    private static int[] late(int step) {
        boolean first = step >= 4 && step % 3 != 0;
        boolean second = step % 4 == 1;
        return first && second ? new int[] {4, 5} : first ? new int[] {4} : second ? new int[] {5} : new int[0];
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
