package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.arclight.optim.ASGD;
import dev.arclight.optim.Adadelta;
import dev.arclight.optim.Adagrad;
import dev.arclight.optim.Adam;
import dev.arclight.optim.AdamW;
import dev.arclight.optim.Adamax;
import dev.arclight.optim.NAdam;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.RAdam;
import dev.arclight.optim.RMSprop;
import dev.arclight.optim.Rprop;
import dev.arclight.optim.SGD;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Steps of optimizers over ten million parameters: the memory that a step has to read and write, over the time it takes,
 * against a copy and a triad of arrays as long in the same rounds; and libtorch's steps, fused where it has such a kernel,
 * else the operations that its optimizer makes.
 *
 * <pre>{@code bin/bench OptimizerBench [PARAMETERS] [NAME...]}</pre>
 */
public final class OptimizerBench {
    private static final int ROUNDS = 9;
    private static final int OPERANDS = 6;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();
    private static final String FUSED_ADAM =
            "torch._fused_adam%s_(LIST(a), LIST(b), LIST(c), LIST(d), annotate(List[Tensor], []), [f], lr=0.001, beta1=0.9, beta2=0.999,"
                    + " weight_decay=%s, eps=1.0e-08, amsgrad=False, maximize=False)";
    private static final String MEANS_AND_SQUARES = """
            _0 = torch.lerp_(c, b, 0.1)
            _1 = torch.addcmul_(torch.mul_(d, 0.999), b, b, value=0.001)
            """;

    /**
     * An optimizer.
     *
     * @param arrays how many arrays of the parameters' length a step reads and writes, a written one counting again
     * @param script libtorch's step on parameters a, gradients b, state c, d, e and a count f; LIST makes a list of one
     */
    private record Entry(String name, int arrays, Function<List<Tensor>, Optimizer> ours, String script) {}

    private static final List<Entry> ENTRIES = List.of(
            new Entry("SGD", 3, p -> new SGD(p, 1e-3), "_0 = torch.add_(a, b, alpha=-0.001)"),
            new Entry(
                    "SGD momentum",
                    5,
                    p -> new SGD(p, 1e-3).momentum(0.9),
                    "torch._fused_sgd_(LIST(a), LIST(b), LIST(c), weight_decay=0.0, momentum=0.9, lr=0.001, dampening=0.0,"
                            + " nesterov=False, maximize=False, is_first_step=False)"),
            new Entry("Adam", 7, p -> new Adam(p, 1e-3), FUSED_ADAM.formatted("", "0.0")),
            new Entry(
                    "Adam weightDecay", 7, p -> new Adam(p, 1e-3).weightDecay(0.01), FUSED_ADAM.formatted("", "0.01")),
            new Entry("Adam amsgrad", 9, p -> new Adam(p, 1e-3).amsgrad(true), ""),
            new Entry("AdamW", 7, p -> new AdamW(p, 1e-3), FUSED_ADAM.formatted("w", "0.01")),
            new Entry(
                    "Adam unfused",
                    7,
                    p -> new Adam(p, 1e-3),
                    MEANS_AND_SQUARES + "_2 = torch.addcdiv_(a, c, torch.add_(torch.div(torch.sqrt(d), 0.9), 1.0e-08),"
                            + " value=-0.001)"),
            new Entry(
                    "Adamax",
                    7,
                    p -> new Adamax(p, 1e-3),
                    "_0 = torch.lerp_(c, b, 0.1)\n_1 = torch.maximum(torch.mul_(d, 0.999), torch.add_(torch.abs(b),"
                            + " 1.0e-08), out=d)\n_2 = torch.addcdiv_(a, c, d, value=-0.001)"),
            new Entry(
                    "NAdam",
                    7,
                    p -> new NAdam(p, 1e-3),
                    MEANS_AND_SQUARES + "e = torch.add_(torch.sqrt_(torch.div(d, 0.9)), 1.0e-08)\n"
                            + "_2 = torch.addcdiv_(a, b, e, value=-0.001)\n_3 = torch.addcdiv_(a, c, e, value=-0.001)"),
            new Entry(
                    "RAdam",
                    7,
                    p -> new RAdam(p, 1e-3),
                    MEANS_AND_SQUARES + "_2 = torch.add_(a, torch.mul(torch.mul(torch.mul(torch.div(c, 0.9), 0.001),"
                            + " torch.mul(torch.reciprocal(torch.add_(torch.sqrt(d), 1.0e-08)), 0.9)), 0.9),"
                            + " alpha=-1.0)"),
            new Entry(
                    "RMSprop",
                    5,
                    p -> new RMSprop(p, 1e-3),
                    "_0 = torch.addcmul_(torch.mul_(c, 0.99), b, b, value=0.01)\n"
                            + "_1 = torch.addcdiv_(a, b, torch.add_(torch.sqrt(c), 1.0e-08), value=-0.001)"),
            new Entry(
                    "RMSprop centered",
                    9,
                    p -> new RMSprop(p, 1e-3).centered(true).momentum(0.9),
                    "_0 = torch.addcmul_(torch.mul_(c, 0.99), b, b, value=0.01)\n_1 = torch.lerp_(d, b, 0.01)\n"
                            + "_2 = torch.addcdiv_(torch.mul_(e, 0.9), b, torch.add_(torch.sqrt_(torch.addcmul(c, d, d,"
                            + " value=-1)), 1.0e-08))\n_3 = torch.add_(a, e, alpha=-0.001)"),
            new Entry(
                    "Adagrad",
                    5,
                    p -> new Adagrad(p, 1e-3),
                    "torch._fused_adagrad_(LIST(a), LIST(b), LIST(c), [f], lr=0.001, lr_decay=0.0, weight_decay=0.0, eps=1.0e-10,"
                            + " maximize=False)"),
            new Entry(
                    "Adadelta",
                    7,
                    Adadelta::new,
                    "_0 = torch.addcmul_(torch.mul_(c, 0.9), b, b, value=0.1)\n"
                            + "e = torch.mul_(torch.div_(torch.sqrt_(torch.add(d, 1.0e-06)), torch.sqrt_(torch.add(c,"
                            + " 1.0e-06))), b)\n_1 = torch.addcmul_(torch.mul_(d, 0.9), e, e, value=0.1)\n"
                            + "_2 = torch.add_(a, e, alpha=-1.0)"),
            new Entry(
                    "ASGD",
                    4,
                    p -> new ASGD(p, 1e-3),
                    "_0 = torch.mul_(a, 0.999)\n_1 = torch.add_(a, b, alpha=-0.001)\n_2 = torch.copy_(c, a)"),
            new Entry("Rprop", 7, p -> new Rprop(p, 1e-3), ""));

    private OptimizerBench() {}

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        int n = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000_000;
        List<String> names = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s, %,d parameters%n%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion(),
                n);
        System.out.println("| | step ms | GB/s | copy GB/s | ratio | triad GB/s | ratio | libtorch ms | ratio |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Entry entry : ENTRIES) {
            if (names.isEmpty() || names.contains(entry.name())) {
                compare(entry, n);
            }
        }
    }

    private static void compare(Entry entry, int n) {
        Tensor parameter = Tensor.randn(Generator.seeded(1), n).requiresGrad(true);
        parameter.setGrad(Tensor.randn(Generator.seeded(2), n));
        Optimizer optimizer = entry.ours().apply(List.of(parameter));
        float[] from = new float[n];
        float[] to = new float[n];
        float[] sum = new float[n];
        try (NDManager manager = NDManager.newBaseManager()) {
            Runnable peer = entry.script().isEmpty() ? null : peer(manager, entry.script(), n);
            List<double[]> rounds = new ArrayList<>();
            int steps = Math.max(1, 20_000_000 / n);
            for (int round = -3; round < ROUNDS; round++) {
                double step = seconds(optimizer::step, steps);
                double copy = seconds(() -> System.arraycopy(from, 0, to, 0, n), steps);
                double triad = seconds(() -> triad(from, to, sum, n), steps);
                double theirs = peer == null ? Double.NaN : seconds(peer, steps);
                if (round >= 0) {
                    rounds.add(new double[] {
                        step,
                        4e-9 * entry.arrays() * n / step,
                        8e-9 * n / copy,
                        4e-9 * entry.arrays() * n / step / (8e-9 * n / copy),
                        12e-9 * n / triad,
                        4e-9 * entry.arrays() * n / step / (12e-9 * n / triad),
                        theirs,
                        theirs / step
                    });
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.1f | %.1f | %.2f | %.1f | %.2f | %s | %s |%n",
                    entry.name(),
                    1e3 * median(rounds, 0),
                    median(rounds, 1),
                    median(rounds, 2),
                    median(rounds, 3),
                    median(rounds, 4),
                    median(rounds, 5),
                    peer == null ? "" : "%.3f".formatted(1e3 * median(rounds, 6)),
                    peer == null ? "" : "%.2f".formatted(median(rounds, 7)));
        }
    }

    private static void triad(float[] a, float[] b, float[] sum, int n) {
        for (int i = 0; i < n; i++) {
            sum[i] = a[i] + 0.5f * b[i];
        }
    }

    private static Runnable peer(NDManager manager, String step, int n) {
        NDArray[] operands = new NDArray[OPERANDS];
        for (int i = 0; i < OPERANDS - 1; i++) {
            operands[i] = manager.create(
                    Tensor.randn(Generator.seeded(i + 1), n).abs().toFloatArray(), new ai.djl.ndarray.types.Shape(n));
        }
        operands[OPERANDS - 1] = manager.create(1000f);
        // A list written as one is a copy to TorchScript, which leaves out a call that only writes to its elements.
        String body = step.replaceAll("LIST\\((.)\\)", "torch.split($1, " + n + ")");
        TorchScript script = new TorchScript(manager, List.of("a", "b", "c", "d", "e", "f"), body + "\nreturn a");
        return () -> script.run(false, operands).close();
    }

    private static double seconds(Runnable action, int times) {
        long start = TIME.getCurrentThreadCpuTime();
        for (int i = 0; i < times; i++) {
            action.run();
        }
        return (TIME.getCurrentThreadCpuTime() - start) / 1e9 / times;
    }

    private static double median(List<double[]> rounds, int column) {
        double[] values =
                rounds.stream().mapToDouble(round -> round[column]).sorted().toArray();
        return values[values.length / 2];
    }
}
