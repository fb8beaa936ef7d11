package dev.arclight.autograd;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
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
 * <p>A function returns a tensor, or a list or an array of them. Every element of every Jacobian is compared, unless the
 * fast mode is asked for; the cost grows with inputs times outputs, so give it small tensors.
 */
public final class Gradcheck {
    /** PyTorch's step. */
    public static final double EPS = 1e-6;

    /** PyTorch's absolute tolerance. */
    public static final double ATOL = 1e-5;

    /** PyTorch's relative tolerance. */
    public static final double RTOL = 1e-3;

    /**
     * How to compare.
     *
     * @param eps how far an element is moved to either side
     * @param atol with {@code rtol}: |analytic − numeric| ≤ atol + rtol · |numeric| passes
     * @param raiseException throw if a derivative is wrong; otherwise return false
     * @param nondetTol by how much gradients may differ when they are computed again
     * @param fastMode compare one random combination of a Jacobian's elements instead of each
     */
    public record Options(
            double eps, double atol, double rtol, boolean raiseException, double nondetTol, boolean fastMode) {
        /** PyTorch's defaults. */
        public static final Options DEFAULT = new Options(EPS, ATOL, RTOL, true, 0, false);

        public Options withEps(double value) {
            return new Options(value, atol, rtol, raiseException, nondetTol, fastMode);
        }

        public Options withAtol(double value) {
            return new Options(eps, value, rtol, raiseException, nondetTol, fastMode);
        }

        public Options withRtol(double value) {
            return new Options(eps, atol, value, raiseException, nondetTol, fastMode);
        }

        public Options withRaiseException(boolean value) {
            return new Options(eps, atol, rtol, value, nondetTol, fastMode);
        }

        public Options withNondetTol(double value) {
            return new Options(eps, atol, rtol, raiseException, value, fastMode);
        }

        public Options withFastMode(boolean value) {
            return new Options(eps, atol, rtol, raiseException, nondetTol, value);
        }
    }

    private Gradcheck() {}

    /** {@link #gradcheck(Function, List, Options)} with PyTorch's numbers. */
    public static boolean gradcheck(Function<List<Tensor>, ?> fn, List<Tensor> inputs) {
        return gradcheck(fn, inputs, Options.DEFAULT);
    }

    /** {@link #gradcheck(Function, List, Options)} with these tolerances. */
    public static boolean gradcheck(
            Function<List<Tensor>, ?> fn, List<Tensor> inputs, double eps, double atol, double rtol) {
        return gradcheck(fn, inputs, new Options(eps, atol, rtol, true, 0, false));
    }

    /**
     * Checks the first derivatives of {@code fn} at {@code inputs}, with respect to those that require a gradient.
     *
     * @param fn a differentiable function with float64 results of any shapes, the same at every call
     * @param inputs what to call it with; leaves that require a gradient must be float64; none is changed
     * @return whether all derivatives are right; false only if no exception is to be raised
     * @throws GradcheckException naming input, element, both values, if a derivative is wrong
     */
    public static boolean gradcheck(Function<List<Tensor>, ?> fn, List<Tensor> inputs, Options options) {
        return check("gradcheck", options, () -> {
            requireInputs("gradcheck", inputs);
            compare("gradcheck", arguments -> Functional.results("gradcheck", fn.apply(arguments)), inputs, options);
        });
    }

    /** {@link #gradgradcheck(Function, List, List, Options)} with PyTorch's numbers and random gradients. */
    public static boolean gradgradcheck(Function<List<Tensor>, ?> fn, List<Tensor> inputs) {
        return gradgradcheck(fn, inputs, null, Options.DEFAULT);
    }

    /** {@link #gradgradcheck(Function, List, List, Options)} with these tolerances and random gradients. */
    public static boolean gradgradcheck(
            Function<List<Tensor>, ?> fn, List<Tensor> inputs, double eps, double atol, double rtol) {
        return gradgradcheck(fn, inputs, null, new Options(eps, atol, rtol, true, 0, false));
    }

    /**
     * Checks the second derivatives: {@link #gradcheck} of the gradients of {@code fn}, as a function of its inputs and
     * of the gradients of its results.
     *
     * @param gradOutputs the gradients of the differentiable results; null for random ones
     * @return whether all derivatives are right; false only if no exception is to be raised
     * @throws GradcheckException naming input, element, both values, if a derivative is wrong; the gradients of the results
     *     count as inputs after the last
     */
    public static boolean gradgradcheck(
            Function<List<Tensor>, ?> fn, List<Tensor> inputs, @Nullable List<Tensor> gradOutputs, Options options) {
        return check("gradgradcheck", options, () -> {
            requireInputs("gradgradcheck", inputs);
            List<Tensor> arguments = new ArrayList<>(inputs);
            if (gradOutputs == null) {
                for (Tensor result : differentiable(Functional.results("gradgradcheck", fn.apply(inputs)))) {
                    arguments.add(randomLike(result).requiresGrad(true));
                }
            } else {
                arguments.addAll(gradOutputs);
            }
            compare("gradgradcheck", values -> gradients(fn, values, inputs.size()), arguments, options);
        });
    }

    private static boolean check(String what, Options options, Runnable comparison) {
        if (!(options.eps() > 0)) {
            throw new GradcheckException(what + ": eps is " + options.eps() + "; it must be > 0");
        }
        if (options.raiseException()) {
            comparison.run();
            return true;
        }
        try {
            comparison.run();
            return true;
        } catch (GradcheckException wrong) {
            return false;
        }
    }

    private static List<Tensor> differentiable(List<Tensor> results) {
        return results.stream().filter(Tensor::requiresGrad).toList();
    }

    /** The gradients of {@code fn}, a tensor for each input that requires one; the results' come after the inputs. */
    private static List<Tensor> gradients(Function<List<Tensor>, ?> fn, List<Tensor> arguments, int count) {
        List<Tensor> inputs = arguments.subList(0, count);
        List<Tensor> wanted = differentiable(inputs);
        List<Tensor> results = differentiable(Functional.results("gradgradcheck", fn.apply(inputs)));
        List<Tensor> found = new ArrayList<>();
        List<@Nullable Tensor> grads = results.isEmpty()
                ? Arrays.asList(new @Nullable Tensor[wanted.size()])
                : Autograd.grad(results, wanted, arguments.subList(count, arguments.size()), true, true, true, false);
        for (int i = 0; i < wanted.size(); i++) {
            Tensor grad = grads.get(i);
            found.add(grad == null ? Tensor.zerosLike(wanted.get(i)) : grad);
        }
        return found;
    }

    private static void compare(
            String what, Function<List<Tensor>, List<Tensor>> fn, List<Tensor> inputs, Options options) {
        List<Tensor> results = fn.apply(inputs);
        for (int i = 0; i < inputs.size(); i++) {
            if (!inputs.get(i).requiresGrad()) {
                continue;
            }
            if (options.fastMode()) {
                compareFast(what, fn, inputs, results, i, options);
            } else {
                compareAll(what, fn, inputs, results, i, options);
            }
        }
    }

    private static void compareAll(
            String what,
            Function<List<Tensor>, List<Tensor>> fn,
            List<Tensor> inputs,
            List<Tensor> results,
            int i,
            Options options) {
        double[][] numeric = numeric(fn, inputs, i, options.eps());
        int row = 0;
        for (int r = 0; r < results.size(); r++) {
            requireRepeatable(what, results.get(r), r, inputs, i, options);
            double[][] analytic = analytic(results.get(r), inputs.get(i));
            Mismatch mismatch = null;
            for (int o = 0; o < analytic.length; o++) {
                for (int e = 0; e < analytic[o].length; e++) {
                    double a = analytic[o][e];
                    double n = numeric[e][row + o];
                    if (!near(a, n, options)) {
                        mismatch = mismatch == null ? new Mismatch(o, e, a, n) : mismatch.another(a, n);
                    }
                }
            }
            if (mismatch != null) {
                throw new GradcheckException(mismatch.message(
                        what, r, i, analytic.length * inputs.get(i).numel(), options));
            }
            row += analytic.length;
        }
    }

    private static boolean near(double analytic, double numeric, Options options) {
        return Math.abs(analytic - numeric) <= options.atol() + options.rtol() * Math.abs(numeric);
    }

    /** One number of each Jacobian: a random vector, times it, times another. */
    private static void compareFast(
            String what,
            Function<List<Tensor>, List<Tensor>> fn,
            List<Tensor> inputs,
            List<Tensor> results,
            int i,
            Options options) {
        Tensor input = inputs.get(i);
        double[] direction = unit(input.numel(), i);
        double[] values = input.toDoubleArray();
        List<Tensor> above = evaluate(fn, inputs, i, moved(values, direction, options.eps()));
        List<Tensor> below = evaluate(fn, inputs, i, moved(values, direction, -options.eps()));
        for (int r = 0; r < results.size(); r++) {
            Tensor result = results.get(r);
            double[] weights = unit(result.numel(), inputs.size() + r);
            double numeric = (dot(weights, above.get(r).toDoubleArray())
                            - dot(weights, below.get(r).toDoubleArray()))
                    / (2 * options.eps());
            double analytic = dot(backward(result, input, weights), direction);
            requireRepeatable(what, result, r, inputs, i, options);
            if (!near(analytic, numeric, options)) {
                throw new GradcheckException(what + ": a random combination of the derivatives of result " + r
                        + " by input " + i + " is " + analytic + ", central differences give " + numeric
                        + " (allowed: atol " + options.atol() + " + rtol " + options.rtol()
                        + "); the element is named without the fast mode");
            }
        }
    }

    /** A row for each element of the result. */
    private static double[][] analytic(Tensor result, Tensor input) {
        double[][] rows = new double[result.numel()][];
        for (int o = 0; o < rows.length; o++) {
            double[] chosen = new double[rows.length];
            chosen[o] = 1;
            rows[o] = backward(result, input, chosen);
        }
        return rows;
    }

    private static void requireRepeatable(
            String what, Tensor result, int r, List<Tensor> inputs, int i, Options options) {
        double[] weights = unit(result.numel(), inputs.size() + r);
        double[] first = backward(result, inputs.get(i), weights);
        double[] again = backward(result, inputs.get(i), weights);
        for (int e = 0; e < first.length; e++) {
            if (Math.abs(first[e] - again[e]) > options.nondetTol()) {
                throw new GradcheckException(what + ": the gradient of result " + r + " by element " + e
                        + " of input " + i + " is " + first[e] + " and, computed again, " + again[e]
                        + "; backward must give the same each time (allowed: nondetTol " + options.nondetTol() + ")");
            }
        }
    }

    private static double[] backward(Tensor result, Tensor input, double[] weights) {
        if (!result.requiresGrad()) {
            return new double[input.numel()];
        }
        Tensor seed = Tensor.of(weights, result.shape().toArray());
        Tensor grad = Autograd.grad(result, new Tensor[] {input}, seed, true, false)[0];
        return grad == null ? new double[input.numel()] : grad.toDoubleArray();
    }

    /** A row for each element of the input, over the elements of all results. */
    private static double[][] numeric(
            Function<List<Tensor>, List<Tensor>> fn, List<Tensor> inputs, int index, double eps) {
        double[] values = inputs.get(index).toDoubleArray();
        double[][] rows = new double[values.length][];
        for (int e = 0; e < values.length; e++) {
            double[] above = flat(evaluate(fn, inputs, index, moved(values, e, eps)));
            double[] below = flat(evaluate(fn, inputs, index, moved(values, e, -eps)));
            for (int o = 0; o < above.length; o++) {
                above[o] = (above[o] - below[o]) / (2 * eps);
            }
            rows[e] = above;
        }
        return rows;
    }

    private static double[] moved(double[] values, int element, double step) {
        double[] moved = values.clone();
        moved[element] += step;
        return moved;
    }

    private static double[] moved(double[] values, double[] direction, double step) {
        double[] moved = values.clone();
        for (int e = 0; e < moved.length; e++) {
            moved[e] += step * direction[e];
        }
        return moved;
    }

    /** The results with other numbers in one input. */
    private static List<Tensor> evaluate(
            Function<List<Tensor>, List<Tensor>> fn, List<Tensor> inputs, int index, double[] values) {
        List<Tensor> arguments = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            // Leaves of their own, so that a function which itself asks for gradients finds what it expects.
            Tensor argument = i == index
                    ? Tensor.of(values, input.shape().toArray())
                    : input.requiresGrad() ? input.detach() : input;
            arguments.add(input.requiresGrad() ? argument.requiresGrad(true) : argument);
        }
        return fn.apply(arguments);
    }

    private static double[] flat(List<Tensor> results) {
        double[] row = new double[results.stream().mapToInt(Tensor::numel).sum()];
        int at = 0;
        for (Tensor result : results) {
            double[] part = result.toDoubleArray();
            System.arraycopy(part, 0, row, at, part.length);
            at += part.length;
        }
        return row;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void requireInputs(String what, List<Tensor> inputs) {
        boolean any = false;
        for (int i = 0; i < inputs.size(); i++) {
            Tensor input = inputs.get(i);
            if (!input.requiresGrad()) {
                continue;
            }
            any = true;
            if (input.dtype() != DType.FLOAT64) {
                throw new GradcheckException(what + ": input " + i + " is " + input.dtype()
                        + "; differences need float64, convert with to(DType.FLOAT64)");
            }
            for (int d = 0; d < input.rank(); d++) {
                if (input.stride(d) == 0 && input.size(d) > 1) {
                    throw new GradcheckException(what + ": dimension " + d + " of input " + i
                            + " is expanded, so that its elements cannot be moved one by one; clone() it first");
                }
            }
        }
        if (!any) {
            throw new GradcheckException(what + ": no input requires a gradient; call requiresGrad(true) on one");
        }
    }

    /** A random vector of length 1. */
    private static double[] unit(int n, int stream) {
        Generator generator = Generator.seeded(11, stream);
        double[] values = new double[n];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            values[i] = generator.nextGaussian();
            squares += values[i] * values[i];
        }
        for (int i = 0; i < n; i++) {
            values[i] /= Math.sqrt(squares);
        }
        return values;
    }

    private static Tensor randomLike(Tensor result) {
        Generator generator = Generator.seeded(7);
        double[] values = new double[result.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextGaussian();
        }
        return Tensor.of(values, result.shape().toArray());
    }
}
