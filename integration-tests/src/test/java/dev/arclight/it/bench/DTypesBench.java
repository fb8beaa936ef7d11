package dev.arclight.it.bench;

import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Prints nanoseconds per element of conversions between dtypes, and per product of matrix products in rarer dtypes, beside
 * libtorch's on one thread: medians of rounds that alternate. Sections: {@code conversions}, {@code products}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class DTypesBench {
    private static final int LENGTH = 1 << 16;
    private static final int ROUNDS = 15;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private DTypesBench() {}

    private record Pair(DType from, DType to) {}

    public static void main(String[] arguments) {
        torch.set_num_threads(1);
        List<String> sections = arguments.length > 0 ? List.of(arguments) : List.of("conversions", "products");
        for (String section : sections) {
            switch (section) {
                case "conversions" -> conversions();
                case "products" -> products();
                default -> throw new IllegalArgumentException("no section \"" + section + "\"");
            }
        }
    }

    private static void conversions() {
        List<Pair> pairs = List.of(
                new Pair(DType.FLOAT16, DType.FLOAT32),
                new Pair(DType.FLOAT32, DType.FLOAT16),
                new Pair(DType.BFLOAT16, DType.FLOAT32),
                new Pair(DType.FLOAT32, DType.BFLOAT16),
                new Pair(DType.FLOAT64, DType.FLOAT32),
                new Pair(DType.FLOAT32, DType.FLOAT64),
                new Pair(DType.UINT8, DType.FLOAT32),
                new Pair(DType.INT64, DType.FLOAT32),
                new Pair(DType.FLOAT32, DType.INT64),
                new Pair(DType.INT32, DType.INT64),
                new Pair(DType.INT64, DType.INT32),
                new Pair(DType.INT16, DType.FLOAT32),
                new Pair(DType.FLOAT32, DType.UINT8),
                new Pair(DType.FLOAT32, DType.BOOL),
                new Pair(DType.BOOL, DType.FLOAT32));
        for (Pair pair : pairs) {
            Tensor x = Tensor.rand(Generator.seeded(1), LENGTH).mul(100.0).to(pair.from);
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor y = of(x);
                compare(pair.from + " to " + pair.to, LENGTH, () -> x.to(pair.to), () -> y.to(type(pair.to)));
            }
        }
        for (DType half : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            Tensor x = Tensor.rand(Generator.seeded(1), LENGTH).to(half);
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor y = of(x);
                compare(half + " add", LENGTH, () -> x.add(x), () -> y.add(y));
                compare(half + " exp", LENGTH, () -> x.exp(), () -> y.exp());
                compare(half + " sum", LENGTH, () -> x.sum(), () -> torch.sum(y));
            }
        }
    }

    private static void products() {
        int n = 192;
        for (DType dtype : new DType[] {
            DType.FLOAT16, DType.BFLOAT16, DType.FLOAT32, DType.INT8, DType.INT16, DType.INT32, DType.INT64
        }) {
            Tensor x = Tensor.rand(Generator.seeded(1), n, n).mul(10.0).to(dtype);
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor y = of(x.view(-1)).reshape(new long[] {n, n});
                compare(dtype + " matmul of " + n, n * n * n, () -> x.matmul(x), () -> y.matmul(y));
            }
        }
    }

    private static void compare(String what, int elements, Runnable ours, Runnable theirs) {
        Arena arena = new Arena();
        Runnable recycled = () -> {
            try (Arena.Scope scope = arena.open()) {
                ours.run();
            }
        };
        Runnable scoped = () -> {
            try (PointerScope scope = new PointerScope()) {
                theirs.run();
            }
        };
        double[] own = new double[ROUNDS];
        double[] peer = new double[ROUNDS];
        int repetitions = Math.max(30, 6_000_000 / elements);
        for (int round = -3; round < ROUNDS; round++) {
            double a = nanoseconds(recycled, repetitions, elements);
            double b = nanoseconds(scoped, repetitions, elements);
            if (round >= 0) {
                own[round] = a;
                peer[round] = b;
            }
        }
        Arrays.sort(own);
        Arrays.sort(peer);
        double a = own[ROUNDS / 2];
        double b = peer[ROUNDS / 2];
        System.out.println(String.format(Locale.ROOT, "%-32s %8.4f  libtorch %8.4f  ratio %5.2f", what, a, b, b / a));
    }

    private static double nanoseconds(Runnable body, int repetitions, int elements) {
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repetitions; i++) {
            body.run();
        }
        return (THREADS.getCurrentThreadCpuTime() - start) / ((double) repetitions * elements);
    }

    private static org.bytedeco.pytorch.Tensor of(Tensor tensor) {
        org.bytedeco.pytorch.Tensor flat =
                torch.empty(new long[] {tensor.numel()}, new TensorOptions(torch.ScalarType.Double), null);
        new DoublePointer(flat.data_ptr()).put(tensor.toDoubleArray());
        return flat.to(type(tensor.dtype()));
    }

    private static torch.ScalarType type(DType dtype) {
        return switch (dtype) {
            case BOOL -> torch.ScalarType.Bool;
            case UINT8 -> torch.ScalarType.Byte;
            case INT8 -> torch.ScalarType.Char;
            case INT16 -> torch.ScalarType.Short;
            case INT32 -> torch.ScalarType.Int;
            case INT64 -> torch.ScalarType.Long;
            case FLOAT16 -> torch.ScalarType.Half;
            case BFLOAT16 -> torch.ScalarType.BFloat16;
            case FLOAT32 -> torch.ScalarType.Float;
            case FLOAT64 -> torch.ScalarType.Double;
        };
    }
}
