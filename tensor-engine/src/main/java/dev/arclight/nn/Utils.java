package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What is done to all parameters or gradients of a network at once, as {@code torch.nn.utils}. */
public final class Utils {
    /** Added to a norm before it divides, as in PyTorch. */
    private static final double LEAST_NORM = 1e-6;

    /** Below it, squares of float32 lose digits. */
    private static final double LEAST_SQUARES = 1e-30;

    private Utils() {}

    /** {@link #clipGradNorm_(Iterable, double, double, boolean)} with the 2-norm, infinite and NaN norms allowed. */
    public static double clipGradNorm_(Iterable<Tensor> parameters, double maxNorm) {
        return clipGradNorm_(parameters, maxNorm, 2, false);
    }

    /**
     * Scales all gradients together so that their norm, as of one vector, is at most {@code maxNorm}; as
     * {@code clip_grad_norm_}.
     *
     * @param normType p of the norm; infinity for the largest element
     * @param errorIfNonfinite whether a norm that is not finite is an error, before anything is scaled
     * @return the norm before
     */
    public static double clipGradNorm_(
            Iterable<Tensor> parameters, double maxNorm, double normType, boolean errorIfNonfinite) {
        List<Tensor> gradients = gradients(parameters);
        double norm = totalNorm("clipGradNorm_", gradients, normType, errorIfNonfinite);
        scale(gradients, maxNorm, norm);
        return norm;
    }

    /**
     * Scales all gradients together as {@link #clipGradNorm_} does for a norm that is known already; as
     * {@code clip_grads_with_norm_}.
     */
    public static void clipGradsWithNorm_(Iterable<Tensor> parameters, double maxNorm, double totalNorm) {
        scale(gradients(parameters), maxNorm, totalNorm);
    }

    private static void scale(List<Tensor> gradients, double maxNorm, double norm) {
        double factor = Math.min(1, maxNorm / (norm + LEAST_NORM));
        if (factor < 1 || Double.isNaN(factor)) {
            try (GradMode.Scope scope = GradMode.noGrad()) {
                gradients.forEach(gradient -> gradient.mul_(factor));
            }
        }
    }

    /** The norm of all gradients as of one vector. */
    public static double gradNorm(Iterable<Tensor> parameters, double normType) {
        return totalNorm("gradNorm", gradients(parameters), normType, false);
    }

    /**
     * The norm of all tensors as of one vector, as {@code get_total_norm}; 0 for none.
     *
     * @throws ArclightException if {@code errorIfNonfinite} and it is not finite
     */
    public static double getTotalNorm(Iterable<Tensor> tensors, double normType, boolean errorIfNonfinite) {
        List<Tensor> all = new ArrayList<>();
        tensors.forEach(all::add);
        return totalNorm("getTotalNorm", all, normType, errorIfNonfinite);
    }

    private static double totalNorm(String name, List<Tensor> tensors, double p, boolean errorIfNonfinite) {
        double norm = p == 2 ? length(tensors) : norm(tensors, p);
        if (errorIfNonfinite && !Double.isFinite(norm)) {
            throw new ArclightException(name + ": the norm is " + norm + ", so nothing can be clipped to it; look for"
                    + " NaN or infinities in the loss");
        }
        return norm;
    }

    private static double norm(List<Tensor> tensors, double p) {
        double[] norms = new double[tensors.size()];
        int count = 0;
        for (Tensor tensor : tensors) {
            if (tensor.numel() > 0) {
                Tensor wide = tensor.dtype().isHalf() ? tensor.toFloat() : tensor;
                norms[count++] = wide.detach().norm(p).item();
            }
        }
        return count == 0
                ? 0
                : Tensor.of(norms, norms.length).narrow(0, 0, count).norm(p).item();
    }

    /** The 2-norm of all, by one pass over each where squares neither overflow nor vanish in their dtype. */
    private static double length(List<Tensor> tensors) {
        double sum = 0;
        for (Tensor tensor : tensors) {
            int n = tensor.numel();
            if (n == 0) {
                continue;
            }
            double squares = 0;
            if (tensor.isContiguous() && tensor.dtype() == DType.FLOAT32) {
                squares = Reduce.sumOfSquares(tensor.storage().floats(), tensor.offset(), n);
            } else if (tensor.isContiguous() && tensor.dtype() == DType.FLOAT64) {
                squares = Reduce.sumOfSquares(tensor.storage().doubles(), tensor.offset(), n);
            }
            if (!(squares >= LEAST_SQUARES) || Double.isInfinite(squares)) {
                return norm(tensors, 2);
            }
            sum += squares;
        }
        return Math.sqrt(sum);
    }

    /** Cuts every element of every gradient to {@code -clipValue … clipValue}. */
    public static void clipGradValue_(Iterable<Tensor> parameters, double clipValue) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            gradients(parameters)
                    .forEach(gradient -> gradient.clampMin_(-clipValue).clampMax_(clipValue));
        }
    }

    /** All parameters as one vector, in their order. */
    public static Tensor parametersToVector(Iterable<Tensor> parameters) {
        List<Tensor> flat = new ArrayList<>();
        parameters.forEach(parameter -> flat.add(parameter.reshape(-1)));
        return Tensor.cat(flat, 0);
    }

    /**
     * Writes a vector over the parameters, in their order.
     *
     * @throws ShapeException if it has not as many elements as they; nothing is changed then
     */
    public static void vectorToParameters(Tensor vector, Iterable<Tensor> parameters) {
        int total = 0;
        for (Tensor parameter : parameters) {
            total += parameter.numel();
        }
        if (vector.rank() != 1 || vector.numel() != total) {
            throw new ShapeException("vectorToParameters: the vector has shape " + vector.shape() + ", expected "
                    + total + " elements, as many as the parameters have");
        }
        int from = 0;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            for (Tensor parameter : parameters) {
                Tensor part = vector.narrow(0, from, parameter.numel());
                parameter.copy_(part.reshape(parameter.shape().toArray()));
                from += parameter.numel();
            }
        }
    }

    private static List<Tensor> gradients(Iterable<Tensor> parameters) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor parameter : parameters) {
            Tensor gradient = parameter.grad();
            if (gradient != null) {
                gradients.add(gradient);
            }
        }
        return gradients;
    }
}
