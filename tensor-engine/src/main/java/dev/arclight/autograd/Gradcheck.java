package dev.arclight.autograd;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares gradients with central differences in float64, as {@code torch.autograd.gradcheck}.
 *
 * <pre>{@code
 * Tensor x = Tensor.of(new double[] {0.3, -1.2}, 2).requiresGrad(true);
 * Gradcheck.gradcheck(inputs -> inputs.get(0).tanh(), List.of(x));
 * }</pre>
 *
 * <p>Every element of every Jacobian is compared; the cost grows with inputs times outputs, so give it small tensors.
 */
public final class Gradcheck {
    /** PyTorch's step. */
    public static final double EPS = 1e-6;

    /** PyTorch's absolute tolerance. */
    public static final double ATOL = 1e-5;

    /** PyTorch's relative tolerance. */
    public static final double RTOL = 1e-3;

    private Gradcheck() {}

    /** {@link #gradcheck(Function, List, double, double, double)} with PyTorch's numbers. */
    public static void gradcheck(Function<List<Tensor>, Tensor> fn, List<Tensor> inputs) {
        gradcheck(fn, inputs, EPS, ATOL, RTOL);
    }

    /**
     * Checks the first derivatives of {@code fn} at {@code inputs}, with respect to those that require a gradient.
     *
     * @param fn a differentiable function with a float64 result of any shape, the same at every call
     * @param inputs what to call it with; leaves that require a gradient must be float64; none is changed
     * @param eps how far an element is moved to either side
     * @param atol with {@code rtol}: |analytic − numeric| ≤ atol + rtol · |numeric| passes
     * @throws GradcheckException naming input, element, both values, if a derivative is wrong
     */
    public static void gradcheck(
            Function<List<Tensor>, Tensor> fn, List<Tensor> inputs, double eps, double atol, double rtol) {
        requireInputs("gradcheck", inputs);
        compare("gradcheck", arguments -> List.of(fn.apply(arguments)), inputs, eps, atol, rtol);
    }

    /** {@link #gradgradcheck(Function, List, double, double, double)} with PyTorch's numbers. */
    public static void gradgradcheck(Function<List<Tensor>, Tensor> fn, List<Tensor> inputs) {
        gradgradcheck(fn, inputs, EPS, ATOL, RTOL);
    }

    /**
     * Checks the second derivatives: {@link #gradcheck} of the gradients of {@code fn}, as a function of its inputs and
     * of a random gradient of its result.
     *
     * @throws GradcheckException naming input, element, both values, if a derivative is wrong; the gradient of the result
     *     counts as the input after the last
     */
    public static void gradgradcheck(
            Function<List<Tensor>, Tensor> fn, List<Tensor> inputs, double eps, double atol, double rtol) {
        requireInputs("gradgradcheck", inputs);
        Tensor result = fn.apply(inputs);
        List<Tensor> arguments = new ArrayList<>(inputs);
        arguments.add(randomLike(result));
        compare("gradgradcheck", values -> gradients(fn, values), arguments, eps, atol, rtol);
    }

    /** The gradients of {@code fn}, a tensor for each input that requires one; the last argument is the result's. */
    private static List<Tensor> gradients(Function<List<Tensor>, Tensor> fn, List<Tensor> arguments) {
        int count = arguments.size() - 1;
        Tensor[] wanted = arguments.subList(0, count).stream()
                .filter(Tensor::requiresGrad)
                .toArray(Tensor[]::new);
        Tensor result = fn.apply(arguments.subList(0, count));
        @Nullable
        Tensor[] grads = result.requiresGrad()
                ? Autograd.grad(result, wanted, arguments.get(count), true, true)
                : new @Nullable Tensor[wanted.length];
        List<Tensor> found = new ArrayList<>();
        for (int i = 0; i < wanted.length; i++) {
            Tensor grad = grads[i];
            found.add(grad == null ? Tensor.zerosLike(wanted[i]) : grad);
        }
        return found;
    }

    private static void compare(
            String what,
            Function<List<Tensor>, List<Tensor>> fn,
            List<Tensor> inputs,
            double eps,
            double atol,
            double rtol) {
        List<Tensor> results = fn.apply(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).requiresGrad()) {
                continue;
            }
            double[][] numeric = numeric(fn, inputs, i, eps);
            int row = 0;
            for (int r = 0; r < results.size(); r++) {
                double[][] analytic = analytic(results.get(r), inputs.get(i));
                for (int o = 0; o < analytic.length; o++, row++) {
                    for (int e = 0; e < analytic[o].length; e++) {
                        double a = analytic[o][e];
                        double n = numeric[e][row];
                        if (!(Math.abs(a - n) <= atol + rtol * Math.abs(n))) {
                            throw new GradcheckException(what + ": the derivative of element " + o + " of result " + r
                                    + " by element " + e + " of input " + i + " is " + a + ", central differences give "
                                    + n + " (allowed: atol " + atol + " + rtol " + rtol
                                    + "; elements are counted row-major)");
                        }
                    }
                }
            }
        }
    }

    /** A row for each element of the result. */
    private static double[][] analytic(Tensor result, Tensor input) {
        double[][] rows = new double[result.numel()][input.numel()];
        if (!result.requiresGrad()) {
            return rows;
        }
        for (int o = 0; o < rows.length; o++) {
            double[] chosen = new double[rows.length];
            chosen[o] = 1;
            Tensor seed = Tensor.of(chosen, result.shape().toArray());
            Tensor grad = Autograd.grad(result, new Tensor[] {input}, seed, true, false)[0];
            if (grad != null) {
                rows[o] = grad.toDoubleArray();
            }
        }
        return rows;
    }

    /** A row for each element of the input, over the elements of all results. */
    private static double[][] numeric(
            Function<List<Tensor>, List<Tensor>> fn, List<Tensor> inputs, int index, double eps) {
        Tensor input = inputs.get(index);
        double[] values = input.toDoubleArray();
        double[][] rows = new double[values.length][];
        for (int e = 0; e < values.length; e++) {
            double[] above = evaluate(fn, inputs, index, values, e, eps);
            double[] below = evaluate(fn, inputs, index, values, e, -eps);
            for (int o = 0; o < above.length; o++) {
                above[o] = (above[o] - below[o]) / (2 * eps);
            }
            rows[e] = above;
        }
        return rows;
    }

    /** All results in one row, with one element of one input moved. */
    private static double[] evaluate(
            Function<List<Tensor>, List<Tensor>> fn,
            List<Tensor> inputs,
            int index,
            double[] values,
            int element,
            double step) {
        double[] moved = values.clone();
        moved[element] += step;
        List<Tensor> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            // Leaves of their own, so that a function which itself asks for gradients finds what it expects.
            Tensor argument = i == index
                    ? Tensor.of(moved, input.shape().toArray())
                    : input.requiresGrad() ? input.detach() : input;
            arguments.add(input.requiresGrad() ? argument.requiresGrad(true) : argument);
        }
        List<Tensor> results = fn.apply(arguments);
        int total = results.stream().mapToInt(Tensor::numel).sum();
        double[] row = new double[total];
        int at = 0;
        for (Tensor result : results) {
            double[] part = result.toDoubleArray();
            System.arraycopy(part, 0, row, at, part.length);
            at += part.length;
        }
        return row;
    }

    private static void requireInputs(String what, List<Tensor> inputs) {
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            any |= input.requiresGrad();
            if (input.requiresGrad() && input.dtype() != DType.FLOAT64) {
                throw new GradcheckException(what + ": input " + i + " is " + input.dtype()
                        + "; differences need float64, convert with to(DType.FLOAT64)");
            }
        }
        if (!any) {
            throw new GradcheckException(what + ": no input requires a gradient; call requiresGrad(true) on one");
        }
    }

    private static Tensor randomLike(Tensor result) {
        Generator generator = Generator.seeded(7);
        double[] values = new double[result.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextGaussian();
        }
        return Tensor.of(values, result.shape().toArray()).requiresGrad(true);
    }
}
