package dev.arclight.it.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Index;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Indexing, joining and rearranging of float32, ours against libtorch's through DJL, in turn in one process, one thread
 * each. Prints microseconds per call and the ratio of medians, above 1 where ours is faster.
 *
 * <p>Run it on one core: {@code taskset -c 0 bin/bench IndexBench [part of a name]}.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class IndexBench {
    private static final int ROUNDS = 9;
    private static final double ROUND_SECONDS = 0.08;
    private static final ThreadMXBean TIME = ManagementFactory.getThreadMXBean();

    private final PtNDManager manager;
    private final String wanted;
    private final Arena arena = new Arena();

    private IndexBench(PtNDManager manager, String wanted) {
        this.manager = manager;
        this.wanted = wanted;
    }

    public static void main(String[] arguments) {
        System.setProperty("ai.djl.pytorch.num_threads", "1");
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        System.out.printf(
                Locale.ROOT,
                "JDK %s, %s %s%n",
                System.getProperty("java.version"),
                Engine.getInstance().getEngineName(),
                Engine.getInstance().getVersion());
        System.out.printf(Locale.ROOT, "%-44s %12s %12s %8s%n", "µs per call", "Arclight", "libtorch", "ratio");
        try (NDManager manager = NDManager.newBaseManager()) {
            new IndexBench((PtNDManager) manager, arguments.length == 0 ? "" : arguments[0]).run();
        }
        String wanted = arguments.length == 0 ? "" : arguments[0];
        List<Race> races =
                withGradients().filter(race -> race.name().contains(wanted)).toList();
        if (!races.isEmpty()) {
            System.out.println();
            Race.start();
            races.forEach(Race::run);
        }
    }

    /** What training does, of 1000×1000. */
    private static Stream<Race> withGradients() {
        Generator generator = Generator.seeded(6);
        Tensor x = Tensor.randn(generator, 1000, 1000);
        Tensor y = Tensor.randn(generator, 1000, 1000);
        Tensor each = whole(generator, 1000, 1000, 1000);
        Tensor some = whole(generator, 1000, 1000);
        return Stream.of(
                Race.of("gather along 1", "torch.gather(a, 1, b)", in -> in[0].gather(1, in[1]), x, each)
                        .constants(1),
                Race.of("gather along 0", "torch.gather(a, 0, b)", in -> in[0].gather(0, in[1]), x, each)
                        .constants(1),
                Race.of(
                                "scatter along 1",
                                "torch.scatter(a, 1, c, b)",
                                in -> in[0].scatter(1, in[2], in[1]),
                                x,
                                y,
                                each)
                        .constants(1),
                Race.of(
                                "scatterAdd along 1",
                                "torch.scatter_add(a, 1, c, b)",
                                in -> in[0].scatterAdd(1, in[2], in[1]),
                                x,
                                y,
                                each)
                        .constants(1),
                Race.of(
                                "scatterAdd along 0",
                                "torch.scatter_add(a, 0, c, b)",
                                in -> in[0].scatterAdd(0, in[2], in[1]),
                                x,
                                y,
                                each)
                        .constants(1),
                Race.of(
                                "indexSelect along 1",
                                "torch.index_select(a, 1, b)",
                                in -> in[0].indexSelect(1, in[1]),
                                x,
                                some)
                        .constants(1),
                Race.of(
                                "indexSelect along 0",
                                "torch.index_select(a, 0, b)",
                                in -> in[0].indexSelect(0, in[1]),
                                x,
                                some)
                        .constants(1),
                Race.of("cat 2 along 1", "torch.cat([a, b], 1)", in -> Tensor.cat(List.of(in[0], in[1]), 1), x, y));
    }

    private void run() {
        Generator generator = Generator.seeded(5);
        Tensor table = Tensor.randn(generator, 50_000, 128);
        Tensor narrow = Tensor.randn(generator, 200_000, 4);
        Tensor square = Tensor.randn(generator, 1000, 1000);
        Tensor rows = whole(generator, 50_000, 20_000);
        Tensor columns = whole(generator, 1000, 1000, 1000);
        Tensor mask = square.gt(Tensor.number(0.0));
        PtNDArray theirTable = theirs(table);
        PtNDArray theirNarrow = theirs(narrow);
        PtNDArray theirSquare = theirs(square);
        PtNDArray theirRows = theirs(rows);
        PtNDArray theirColumns = theirs(columns);
        PtNDArray theirMask = theirs(mask);
        NDIndex byRows = new NDIndex("{}", theirRows);

        report(
                "index: 20,000 rows of 128",
                () -> table.get(rows),
                () -> JniUtils.indexAdv(theirTable, byRows, manager));
        report(
                "index: 20,000 rows of 4",
                () -> narrow.get(rows),
                () -> JniUtils.indexAdv(theirNarrow, byRows, manager));
        report("take 1,000,000", () -> square.take(columns), () -> JniUtils.take(theirSquare, theirColumns, manager));
        report(
                "gather 1000×1000 along 1",
                () -> square.gather(1, columns),
                () -> JniUtils.gather(theirSquare, theirColumns, 1));
        report(
                "gather 1000×1000 along 0",
                () -> square.gather(0, columns),
                () -> JniUtils.gather(theirSquare, theirColumns, 0));
        report(
                "scatter 1000×1000 along 1",
                () -> square.scatter(1, columns, square),
                () -> JniUtils.scatter(theirSquare, theirColumns, theirSquare, 1));
        report(
                "maskedSelect 1000×1000, half",
                () -> square.maskedSelect(mask),
                () -> JniUtils.booleanMask(theirSquare, theirMask));
        report("nonzero 1000×1000, half", mask::nonzero, () -> JniUtils.nonZeros(theirMask));
        report(
                "cat 4 of 1000×1000 along 0",
                () -> Tensor.cat(List.of(square, square, square, square), 0),
                () -> JniUtils.cat(new PtNDArray[] {theirSquare, theirSquare, theirSquare, theirSquare}, 0));
        report(
                "cat 4 of 1000×1000 along 1",
                () -> Tensor.cat(List.of(square, square, square, square), 1),
                () -> JniUtils.cat(new PtNDArray[] {theirSquare, theirSquare, theirSquare, theirSquare}, 1));
        report(
                "stack 4 of 1000×1000 along 2",
                () -> Tensor.stack(List.of(square, square, square, square), 2),
                () -> JniUtils.stack(new PtNDArray[] {theirSquare, theirSquare, theirSquare, theirSquare}, 2));
        report("flip 1000×1000 along 0", () -> square.flip(0), () -> JniUtils.flip(theirSquare, new long[] {0}));
        report("flip 1000×1000 along 1", () -> square.flip(1), () -> JniUtils.flip(theirSquare, new long[] {1}));
        report("tile 1000×1000 by 2×2", () -> square.tile(2, 2), () -> JniUtils.tile(theirSquare, new long[] {2, 2}));
        report(
                "repeatInterleave 1000×1000 by 4",
                () -> square.repeatInterleave(4, 1),
                () -> JniUtils.repeat(theirSquare, 4, 1));
        report(
                "pad 1000×1000 by 1",
                () -> square.pad(1, 1, 1, 1),
                () -> JniUtils.pad(theirSquare, new long[] {1, 1, 1, 1}, 0));
        report(
                "x[1:, ::2] copied",
                () -> square.get(Index.from(1), Index.every(2)).clone(),
                () -> JniUtils.clone((PtNDArray) theirSquare.get("1:, ::2")));
    }

    private static Tensor whole(Generator generator, int bound, int... shape) {
        Tensor positions = Tensor.zeros(DType.INT64, shape);
        long[] values = positions.storage().longs();
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextInt(bound);
        }
        return positions;
    }

    private PtNDArray theirs(Tensor tensor) {
        ai.djl.ndarray.types.Shape shape = new ai.djl.ndarray.types.Shape(
                Arrays.stream(tensor.shape().toArray()).asLongStream().toArray());
        NDArray array = switch (tensor.dtype()) {
            case FLOAT32 -> manager.create(tensor.toFloatArray(), shape);
            case INT64 -> manager.create(tensor.toLongArray(), shape);
            default -> manager.create(tensor.toFloatArray(), shape).neq(0);
        };
        return (PtNDArray) array;
    }

    private void report(String name, Supplier<Tensor> ours, Supplier<PtNDArray> theirs) {
        if (!name.contains(wanted)) {
            return;
        }
        Runnable mine = () -> {
            try (Arena.Scope scope = arena.open()) {
                Object unused = ours.get();
            }
        };
        Runnable peer = () -> theirs.get().close();
        double[] myTimes = new double[ROUNDS];
        double[] peerTimes = new double[ROUNDS];
        double[] ratios = new double[ROUNDS];
        microseconds(mine, 8 * ROUND_SECONDS);
        microseconds(peer, 2 * ROUND_SECONDS);
        for (int round = 0; round < ROUNDS; round++) {
            myTimes[round] = microseconds(mine, ROUND_SECONDS);
            peerTimes[round] = microseconds(peer, ROUND_SECONDS);
            ratios[round] = peerTimes[round] / myTimes[round];
        }
        System.out.printf(
                Locale.ROOT, "%-44s %12.1f %12.1f %7.2f×%n", name, median(myTimes), median(peerTimes), median(ratios));
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    /** Of this thread's own time on the CPU, so that other programs do not count. */
    private static double microseconds(Runnable step, double seconds) {
        long from = TIME.getCurrentThreadCpuTime();
        int steps = 0;
        double elapsed;
        do {
            step.run();
            steps++;
            elapsed = (TIME.getCurrentThreadCpuTime() - from) / 1e9;
        } while (elapsed < seconds);
        return elapsed / steps * 1e6;
    }
}
