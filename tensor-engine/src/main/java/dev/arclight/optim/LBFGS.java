package dev.arclight.optim;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limited-memory BFGS (Nocedal 1980), as {@code torch.optim.LBFGS}: each step evaluates the closure several times and
 * approximates the curvature from the last gradients.
 *
 * <pre>{@code
 * LBFGS optimizer = new LBFGS(model.parameters()).lineSearchFn("strong_wolfe");
 * Tensor loss = optimizer.step(() -> {
 *     optimizer.zeroGrad();
 *     Tensor value = criterion.forward(model.forward(x), y);
 *     value.backward();
 *     return value;
 * });
 * }</pre>
 *
 * <p>It has one group of float32 or float64 parameters, all of one dtype, and remembers {@code 2 · historySize} times
 * as many numbers as they have. Inner products are read as doubles.
 */
public final class LBFGS extends Optimizer {
    private static final double LEAST_CURVATURE = 1e-10;

    private final int numel;
    private boolean capped;
    private int functionEvaluations;
    private int iterations;
    private @Nullable Tensor direction;
    private double step;
    private List<Tensor> gradientChanges = new ArrayList<>();
    private List<Tensor> moves = new ArrayList<>();
    private List<Double> inverses = new ArrayList<>();
    private double scale = 1;
    private @Nullable Tensor lastGradient;
    private double lastLoss;

    /** With PyTorch's learning rate, 1. */
    public LBFGS(List<?> parameters) {
        this(parameters, 1);
    }

    /** {@code parameters} are tensors or a single {@link ParamGroup}. */
    public LBFGS(List<?> parameters, double learningRate) {
        super(
                parameters,
                new Options("LBFGS")
                        .lr(learningRate)
                        .count("max_iter", 20)
                        .count("max_eval", 25)
                        .number("tolerance_grad", 1e-7)
                        .number("tolerance_change", 1e-9)
                        .count("history_size", 100)
                        .text("line_search_fn", null, "strong_wolfe"));
        if (paramGroups().size() != 1) {
            throw oneGroup();
        }
        DType dtype = parameters().get(0).dtype();
        int total = 0;
        for (Tensor parameter : parameters()) {
            if (parameter.dtype() != dtype || dtype.isHalf()) {
                throw new ArclightException("LBFGS: parameters are float32 or float64, all of one dtype, got "
                        + parameter.type() + " after " + dtype + "; convert the module before");
            }
            total = Math.addExact(total, parameter.numel());
        }
        numel = total;
    }

    private static ArclightException oneGroup() {
        return new ArclightException(
                "LBFGS: doesn't support per-parameter options; it has one group of parameters only");
    }

    /** @throws ArclightException always: there is one group only */
    @Override
    public void addParamGroup(ParamGroup group) {
        throw oneGroup();
    }

    /** How many iterations a step makes at most; 20 by default, and with it 1.25 times as many evaluations. */
    public LBFGS maxIter(int value) {
        option("max_iter", value);
        if (!capped) {
            option("max_eval", Math.multiplyExact(value, 5) / 4);
        }
        return this;
    }

    /** After how many evaluations a step ends; 1.25 times the iterations by default. */
    public LBFGS maxEval(int value) {
        capped = true;
        option("max_eval", value);
        return this;
    }

    /** The largest element of a gradient at which a step ends; 1e-7 by default. */
    public LBFGS toleranceGrad(double value) {
        option("tolerance_grad", value);
        return this;
    }

    /** The change of parameters or loss at which a step ends; 1e-9 by default. */
    public LBFGS toleranceChange(double value) {
        option("tolerance_change", value);
        return this;
    }

    /** How many moves the curvature is approximated from; 100 by default. */
    public LBFGS historySize(int value) {
        option("history_size", value);
        return this;
    }

    /** {@code "strong_wolfe"}, or null for steps of the learning rate, the default. */
    public LBFGS lineSearchFn(@Nullable String value) {
        option("line_search_fn", value);
        return this;
    }

    /** @throws ArclightException always */
    @Override
    void update() {
        throw new ArclightException("LBFGS: a step evaluates the loss several times and needs a closure;"
                + " call step(() -> { zeroGrad(); …; loss.backward(); return loss; })");
    }

    @Override
    Tensor update(Supplier<Tensor> closure) {
        ParamGroup group = paramGroups().get(0);
        double lr = group.lr();
        int maxIter = (int) group.number("max_iter");
        int maxEval = (int) group.number("max_eval");
        double toleranceGrad = group.number("tolerance_grad");
        double toleranceChange = group.number("tolerance_change");
        boolean search = group.get("line_search_fn") != null;

        Tensor first = closure.get();
        double loss = first.item();
        int evaluations = 1;
        functionEvaluations++;
        Tensor gradient = flatGradient();
        if (largest(gradient) <= toleranceGrad) {
            return first;
        }
        for (int i = 1; i <= maxIter; i++) {
            iterations++;
            Tensor d = nextDirection(gradient, (int) group.number("history_size"));
            direction = d;
            lastGradient = SavedState.owned(gradient, gradient.dtype());
            lastLoss = loss;
            step = iterations == 1 ? Math.min(1, 1 / gradient.abs().sum().item()) * lr : lr;
            double slope = gradient.dot(d).item();
            if (slope > -toleranceChange) {
                break;
            }
            boolean optimal = false;
            int made = 0;
            if (search) {
                List<Tensor> start = copies();
                StrongWolfe.Found found = StrongWolfe.search(
                        t -> evaluate(closure, start, t, d), step, d, loss, gradient, slope, toleranceChange);
                loss = found.loss();
                gradient = found.gradient();
                step = found.step();
                made = found.evaluations();
                move(step, d);
                optimal = largest(gradient) <= toleranceGrad;
            } else {
                move(step, d);
                if (i != maxIter) {
                    // Where no iteration follows, the next step evaluates here anyway.
                    loss = closure.get().item();
                    gradient = flatGradient();
                    optimal = largest(gradient) <= toleranceGrad;
                    made = 1;
                }
            }
            evaluations += made;
            functionEvaluations += made;
            if (evaluations >= maxEval
                    || optimal
                    || largest(d.mul(step)) <= toleranceChange
                    || Math.abs(loss - lastLoss) < toleranceChange) {
                break;
            }
        }
        return first;
    }

    /** Down the gradient, turned by what is known of the curvature: the two-loop recursion. */
    private Tensor nextDirection(Tensor gradient, int historySize) {
        if (iterations == 1 || direction == null || lastGradient == null) {
            gradientChanges = new ArrayList<>();
            moves = new ArrayList<>();
            inverses = new ArrayList<>();
            scale = 1;
            return own(gradient.neg());
        }
        Tensor y = gradient.sub(lastGradient);
        Tensor s = direction.mul(step);
        double curvature = y.dot(s).item();
        if (curvature > LEAST_CURVATURE) {
            if (gradientChanges.size() == historySize && historySize > 0) {
                gradientChanges.remove(0);
                moves.remove(0);
                inverses.remove(0);
            }
            gradientChanges.add(own(y));
            moves.add(own(s));
            inverses.add(1 / curvature);
            scale = curvature / y.dot(y).item();
        }
        int known = moves.size();
        double[] shares = new double[known];
        Tensor q = own(gradient.neg());
        for (int i = known - 1; i >= 0; i--) {
            shares[i] = moves.get(i).dot(q).item() * inverses.get(i);
            q.add_(gradientChanges.get(i), -shares[i]);
        }
        q.mul_(scale);
        for (int i = 0; i < known; i++) {
            double share = gradientChanges.get(i).dot(q).item() * inverses.get(i);
            q.add_(moves.get(i), shares[i] - share);
        }
        return q;
    }

    private static Tensor own(Tensor tensor) {
        return SavedState.owned(tensor, tensor.dtype());
    }

    private StrongWolfe.Point evaluate(Supplier<Tensor> closure, List<Tensor> start, double t, Tensor along) {
        move(t, along);
        double loss = closure.get().item();
        Tensor gradient = flatGradient();
        for (int i = 0; i < start.size(); i++) {
            parameters().get(i).detach().copy_(start.get(i));
        }
        return new StrongWolfe.Point(loss, gradient);
    }

    private List<Tensor> copies() {
        List<Tensor> all = new ArrayList<>();
        parameters().forEach(parameter -> all.add(parameter.detach().clone()));
        return all;
    }

    private Tensor flatGradient() {
        List<Tensor> parts = new ArrayList<>();
        for (Tensor parameter : parameters()) {
            Tensor grad = parameter.grad();
            parts.add(
                    grad == null
                            ? Tensor.zeros(parameter.dtype(), parameter.numel())
                            : grad.detach().reshape(-1));
        }
        return Tensor.cat(parts, 0);
    }

    private void move(double t, Tensor along) {
        int from = 0;
        for (Tensor parameter : parameters()) {
            int n = parameter.numel();
            Tensor part = along.narrow(0, from, n).reshape(parameter.shape().toArray());
            parameter.detach().add_(part, t);
            from += n;
        }
    }

    private static double largest(Tensor tensor) {
        return tensor.abs().max().item();
    }

    /** @throws ArclightException always: what it remembers has no fixed size */
    @Override
    public List<Tensor> stateTensors() {
        throw new ArclightException("LBFGS: what it remembers has no fixed size and cannot be averaged;"
                + " use stateDict() to save it, or another optimizer");
    }

    /** How many iterations it made, once for all parameters. */
    @Override
    public long[] steps() {
        return new long[] {iterations};
    }

    /** @throws ArclightException always */
    @Override
    public void steps(long... values) {
        throw new ArclightException("LBFGS: its iterations follow from its history; use loadStateDict");
    }

    @Override
    Map<String, @Nullable Object> entry(int index) {
        Map<String, @Nullable Object> entry = new LinkedHashMap<>();
        if (index > 0 || functionEvaluations == 0) {
            return entry;
        }
        entry.put("func_evals", functionEvaluations);
        entry.put("n_iter", iterations);
        if (direction != null) {
            entry.put("d", direction);
            entry.put("t", step);
            entry.put("old_dirs", List.copyOf(gradientChanges));
            entry.put("old_stps", List.copyOf(moves));
            entry.put("ro", List.copyOf(inverses));
            entry.put("H_diag", scale);
            entry.put("prev_flat_grad", lastGradient);
            entry.put("prev_loss", lastLoss);
        }
        return entry;
    }

    @Override
    Runnable loading(int index, Map<String, @Nullable Object> entry) {
        if (index > 0) {
            if (!entry.isEmpty()) {
                throw new ArclightException("LBFGS.loadStateDict: there is a state of parameter " + index
                        + "; this optimizer keeps all of its state with the first");
            }
            return () -> {};
        }
        if (entry.isEmpty()) {
            return () -> {
                functionEvaluations = 0;
                iterations = 0;
                direction = null;
                lastGradient = null;
            };
        }
        int evaluations = (int) SavedState.number(name(), 0, entry, "func_evals");
        int made = (int) SavedState.number(name(), 0, entry, "n_iter");
        if (entry.get("d") == null) {
            return () -> {
                functionEvaluations = evaluations;
                iterations = made;
                direction = null;
                lastGradient = null;
            };
        }
        Tensor d = flat("d", entry.get("d"));
        Tensor gradient = flat("prev_flat_grad", entry.get("prev_flat_grad"));
        List<Tensor> changes = flats("old_dirs", entry);
        List<Tensor> steps = flats("old_stps", entry);
        List<Double> ro = new ArrayList<>();
        for (Object value : list("ro", entry)) {
            ro.add(SavedState.number(name(), 0, Map.of("ro", value), "ro"));
        }
        if (changes.size() != steps.size() || ro.size() != steps.size()) {
            throw new ArclightException("LBFGS.loadStateDict: old_dirs, old_stps and ro have " + changes.size() + ", "
                    + steps.size() + " and " + ro.size() + " elements; expected the same number of each");
        }
        double t = SavedState.number(name(), 0, entry, "t");
        double diagonal = SavedState.number(name(), 0, entry, "H_diag");
        double previous = SavedState.number(name(), 0, entry, "prev_loss");
        return () -> {
            functionEvaluations = evaluations;
            iterations = made;
            direction = d;
            step = t;
            gradientChanges = changes;
            moves = steps;
            inverses = ro;
            scale = diagonal;
            lastGradient = gradient;
            lastLoss = previous;
        };
    }

    private List<Tensor> flats(String name, Map<String, @Nullable Object> entry) {
        List<Tensor> all = new ArrayList<>();
        list(name, entry).forEach(value -> all.add(flat(name, value)));
        return all;
    }

    private static List<?> list(String name, Map<String, @Nullable Object> entry) {
        if (entry.get(name) instanceof List<?> values) {
            return values;
        }
        throw new ArclightException("LBFGS.loadStateDict: '" + name + "' is missing or no list");
    }

    private Tensor flat(String name, @Nullable Object value) {
        if (value instanceof Tensor tensor && tensor.rank() == 1 && tensor.numel() == numel) {
            return SavedState.owned(tensor, parameters().get(0).dtype());
        }
        throw new ArclightException("LBFGS.loadStateDict: '" + name + "' is " + SavedState.describe(value)
                + "; expected a tensor of " + numel + " numbers, as many as the parameters have");
    }
}
