package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Exp;
import dev.arclight.op.Sin;
import dev.arclight.op.Tanh;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs that change tensors and views of them in place: values, gradients and refusals agree with libtorch. A
 * failure prints the seed and the program.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
class InPlaceFuzzTest {
    private static final int PROGRAMS = 300;

    private enum Kind {
        MUL,
        SIN,
        TANH,
        SELECT,
        NARROW,
        TRANSPOSE,
        FLATTEN,
        SCALE_IN_PLACE,
        ADD_IN_PLACE,
        MUL_IN_PLACE,
        COPY_IN_PLACE,
        SIN_IN_PLACE,
        EXP_IN_PLACE,
        FILL_IN_PLACE,
        SCALE_WITHOUT_GRAD,
        DETACH
    }

    /** One line of a program: an operation on the results so far; {@code at} says where a view starts. */
    private record Line(Kind kind, int first, int second, int at) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void programsAgree(long seed) {
        int gradients = 0;
        for (int program = 0; program < PROGRAMS; program++) {
            Generator generator = Generator.seeded(seed, program);
            List<Line> lines = plan(generator);
            try (PointerScope scope = new PointerScope()) {
                gradients += run(lines, generator) ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ", program " + program + ": " + lines + ": " + e.getMessage(), e);
            }
        }
        assertThat(gradients).as("programs that reach their gradients").isGreaterThan(PROGRAMS / 5);
    }

    private static List<Line> plan(Generator generator) {
        List<Line> lines = new ArrayList<>();
        int count = 3 + generator.nextInt(7);
        for (int i = 0; i < count; i++) {
            Kind kind = Kind.values()[generator.nextInt(Kind.values().length)];
            lines.add(new Line(kind, generator.nextInt(1000), generator.nextInt(1000), generator.nextInt(1000)));
        }
        return lines;
    }

    /** Whether the program went all the way to gradients. */
    private static boolean run(List<Line> lines, Generator generator) {
        List<Tensor> mine = new ArrayList<>();
        List<org.bytedeco.pytorch.Tensor> yours = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Tensor start = Tensor.randn(generator, 3, 3).to(DType.FLOAT64);
            // The last takes no part in gradients until something is written into it.
            mine.add(i < 2 ? start.requiresGrad(true) : start);
            yours.add(Torch.of(start.detach()).clone().requires_grad_(i < 2));
        }
        List<Tensor> leaves = List.copyOf(mine.subList(0, 2));
        List<org.bytedeco.pytorch.Tensor> theirLeaves = List.copyOf(yours.subList(0, 2));
        mine.add(leaves.get(0).mul(1.0));
        yours.add(theirLeaves.get(0).mul(new Scalar(1.0)));
        for (Line line : lines) {
            int first = line.first % mine.size();
            int second = line.second % mine.size();
            // Libtorch's elementwise results keep their operand's strides, Arclight's are contiguous.
            boolean flat = line.kind != Kind.FLATTEN || yours.get(first).is_contiguous();
            if (!flat || !fits(line.kind, mine.get(first), mine.get(second))) {
                continue;
            }
            Tensor made = attemptOurs(() -> ours(line, mine.get(first), mine.get(second)));
            org.bytedeco.pytorch.Tensor expected =
                    attemptTheirs(() -> theirs(line, yours.get(first), yours.get(second)));
            assertThat(made == null)
                    .as("%s on tensors %s and %s is refused", line, first, second)
                    .isEqualTo(expected == null);
            if (made == null || expected == null) {
                return false;
            }
            if (made != mine.get(first)) {
                mine.add(made);
                yours.add(expected);
            }
        }
        Tensor total = Tensor.of(new double[] {0});
        org.bytedeco.pytorch.Tensor theirTotal = Torch.of(total);
        for (int i = 0; i < mine.size(); i++) {
            assertThat(mine.get(i).requiresGrad())
                    .as("tensor %s requires a gradient", i)
                    .isEqualTo(yours.get(i).requires_grad());
            Agree.close("tensor " + i, mine.get(i), yours.get(i), 1e-10, false);
            total = total.add(mine.get(i).mul(i + 1.0).sum());
            theirTotal = theirTotal.add(yours.get(i).mul(new Scalar(i + 1.0)).sum());
        }
        Tensor sum = total;
        org.bytedeco.pytorch.Tensor theirSum = theirTotal;
        List<@Nullable Tensor> grads =
                attemptOurs(() -> Autograd.grad(List.of(sum), leaves, null, false, false, true, true));
        TensorVector expected = attemptTheirs(() -> torch.grad(
                new TensorVector(theirSum),
                new TensorVector(theirLeaves.toArray(org.bytedeco.pytorch.Tensor[]::new)),
                new TensorVector(),
                new BoolOptional(false),
                false,
                true));
        // Nothing flows to what copy_ and fill_ overwrite. Libtorch lets zeros flow, which may meet a changed tensor.
        boolean lenient =
                lines.stream().anyMatch(line -> line.kind == Kind.COPY_IN_PLACE || line.kind == Kind.FILL_IN_PLACE);
        if (!lenient || expected != null) {
            assertThat(grads == null).as("backward is refused").isEqualTo(expected == null);
        }
        if (grads == null || expected == null) {
            return false;
        }
        for (int i = 0; i < leaves.size(); i++) {
            org.bytedeco.pytorch.Tensor reference =
                    expected.get(i).defined() ? expected.get(i) : torch.zeros_like(theirLeaves.get(i));
            Agree.close(
                    "gradient of leaf " + i, java.util.Objects.requireNonNull(grads.get(i)), reference, 1e-9, false);
        }
        return true;
    }

    /** Whether a line makes sense: shapes fit, and no memory is read while it is written, which libtorch refuses. */
    private static boolean fits(Kind kind, Tensor first, Tensor second) {
        return switch (kind) {
            case MUL -> first.shape().equals(second.shape());
            case SELECT, NARROW -> first.rank() > 0 && first.size(0) > 1;
            case TRANSPOSE -> first.rank() == 2;
            case FLATTEN -> first.isContiguous();
            // Libtorch keeps the tensor itself of a product with itself, and then finds it changed.
            case ADD_IN_PLACE, MUL_IN_PLACE, COPY_IN_PLACE ->
                first.shape().equals(second.shape()) && first.storage() != second.storage();
            default -> true;
        };
    }

    private static Tensor ours(Line line, Tensor a, Tensor b) {
        return switch (line.kind) {
            case MUL -> a.mul(b);
            case SIN -> a.sin();
            case TANH -> a.tanh();
            case SELECT -> a.select(0, line.at % a.size(0));
            case NARROW -> a.narrow(0, line.at % (a.size(0) - 1), 2);
            case TRANSPOSE -> a.t();
            case FLATTEN -> a.view(-1);
            case SCALE_IN_PLACE -> a.mul_(0.5);
            case ADD_IN_PLACE -> a.add_(b);
            case MUL_IN_PLACE -> a.mul_(b);
            case COPY_IN_PLACE -> a.copy_(b);
            case SIN_IN_PLACE -> Dispatch.runInPlace(Sin.OP, a);
            case EXP_IN_PLACE -> Dispatch.runInPlace(Exp.OP, Dispatch.runInPlace(Tanh.OP, a));
            case FILL_IN_PLACE -> a.fill_(0.25);
            case SCALE_WITHOUT_GRAD -> {
                try (GradMode.Scope scope = GradMode.noGrad()) {
                    yield a.mul_(0.5);
                }
            }
            case DETACH -> a.detach();
        };
    }

    private static org.bytedeco.pytorch.Tensor theirs(
            Line line, org.bytedeco.pytorch.Tensor a, org.bytedeco.pytorch.Tensor b) {
        // Libtorch takes a view for a leaf after its base got a history, until somebody asks for the view's own.
        a.grad_fn();
        return switch (line.kind) {
            case MUL -> a.mul(b);
            case SIN -> a.sin();
            case TANH -> a.tanh();
            case SELECT -> a.select(0, line.at % a.size(0));
            case NARROW -> a.narrow(0, line.at % (a.size(0) - 1), 2);
            case TRANSPOSE -> a.t();
            case FLATTEN -> a.view(-1);
            case SCALE_IN_PLACE -> a.mul_(new Scalar(0.5));
            case ADD_IN_PLACE -> a.add_(b);
            case MUL_IN_PLACE -> a.mul_(b);
            case COPY_IN_PLACE -> a.copy_(b);
            case SIN_IN_PLACE -> a.sin_();
            case EXP_IN_PLACE -> a.tanh_().exp_();
            case FILL_IN_PLACE -> a.fill_(new Scalar(0.25));
            case SCALE_WITHOUT_GRAD -> {
                try (NoGradGuard guard = new NoGradGuard()) {
                    yield a.mul_(new Scalar(0.5));
                }
            }
            case DETACH -> a.detach();
        };
    }

    /** What it gives, or null where autograd refuses it. */
    private static <T> @Nullable T attemptOurs(Supplier<T> step) {
        Attempt.Outcome<T> outcome = Attempt.ours(step);
        if (outcome.refused() && !(outcome.refusal() instanceof AutogradException)) {
            throw outcome.refusal();
        }
        return outcome.value();
    }

    /** The same in libtorch, which has no type for that. */
    private static <T> @Nullable T attemptTheirs(Supplier<T> step) {
        Attempt.Outcome<T> outcome = Attempt.theirs(step);
        String reason = String.valueOf(outcome.refusal());
        if (outcome.refused() && !reason.contains("in-place operation") && !reason.contains("inplace operation")) {
            throw outcome.refusal();
        }
        return outcome.value();
    }
}
