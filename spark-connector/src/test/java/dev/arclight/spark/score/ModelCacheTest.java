package dev.arclight.spark.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.spark.files.FolderFiles;
import dev.arclight.spark.files.HadoopModelSource;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCacheTest {
    /** Weights of a model of {@link #files}: 10 times 100 and 10 floats. */
    private static final long BYTES = 4 * 1010;

    @TempDir
    private Path work;

    @Test
    void a_model_in_use_is_shared_and_stays() {
        ModelCache cache = new ModelCache(() -> 0);
        ModelFiles files = files(1);

        ModelLease first = cache.lease(files);
        ModelLease second = cache.lease(files);

        assertThat(first.fresh()).isTrue();
        assertThat(second.fresh()).isFalse();
        assertThat(second.model()).isSameAs(first.model());
        assertThat(cache.heldBytes()).isEqualTo(BYTES);
        first.close();
        first.close();
        assertThat(cache.size()).isEqualTo(1);
        second.close();
        assertThat(cache.size()).isZero();
    }

    @Test
    void unused_models_stay_within_the_bytes_and_those_used_last_before_others() {
        ModelCache cache = new ModelCache(() -> 2 * BYTES);
        List<ModelFiles> files = List.of(files(1), files(2), files(3));
        for (ModelFiles each : List.of(files.get(0), files.get(1), files.get(0), files.get(2))) {
            cache.lease(each).close();
        }

        assertThat(cache.heldBytes()).isEqualTo(2 * BYTES);
        assertThat(List.of(fresh(cache, files.get(0)), fresh(cache, files.get(2)), fresh(cache, files.get(1))))
                .containsExactly(false, false, true);
    }

    @Test
    void models_in_use_may_pass_the_bytes() {
        ModelCache cache = new ModelCache(() -> BYTES);
        List<ModelLease> leases = new ArrayList<>();
        for (int seed = 0; seed < 3; seed++) {
            leases.add(cache.lease(files(seed)));
        }

        assertThat(cache.heldBytes()).isEqualTo(3 * BYTES);
        leases.forEach(ModelLease::close);
        assertThat(cache.heldBytes()).isEqualTo(BYTES);
    }

    @Test
    void tasks_that_start_together_load_once() throws Exception {
        ModelCache cache = new ModelCache(() -> Long.MAX_VALUE);
        ModelFiles files = files(1);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger fresh = new AtomicInteger();
        Set<Object> models = ConcurrentHashMap.newKeySet();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> tasks = new ArrayList<>();
            for (int task = 0; task < 64; task++) {
                tasks.add(threads.submit(() -> {
                    start.await();
                    try (ModelLease lease = cache.lease(files)) {
                        fresh.addAndGet(lease.fresh() ? 1 : 0);
                        models.add(System.identityHashCode(lease.model()));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> task : tasks) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(fresh).hasValue(1);
        assertThat(models).hasSize(1);
    }

    @Test
    void a_model_that_cannot_be_made_is_tried_again() {
        ModelCache cache = new ModelCache(() -> Long.MAX_VALUE);
        AtomicInteger tries = new AtomicInteger();
        NetworkFactory factory = new NetworkFactory() {
            @Override
            public String id() {
                return "at the second try";
            }

            @Override
            public Signature signature() {
                return Models.signature(1, 1);
            }

            @Override
            public Network make() {
                if (tries.incrementAndGet() == 1) {
                    throw new IllegalStateException("not yet");
                }
                return Network.of(Models.linear(new float[] {1}));
            }
        };
        ModelFiles files = ModelFiles.of(factory);

        assertThatThrownBy(() -> cache.lease(files)).hasMessage("not yet");
        assertThat(cache.size()).isZero();
        assertThat(fresh(cache, files)).isTrue();
    }

    /**
     * A leak grows in every span, by 140 kB and more a round: weights, and what is compiled of them. What else is at work in this
     * JVM does not. {@code -Darclight.test.rounds=1000} for long spans.
     */
    @Test
    void loading_scoring_and_closing_again_and_again_takes_no_more_memory() throws IOException {
        int rounds = Integer.getInteger("arclight.test.rounds", 50);
        ModelCache cache = new ModelCache(() -> 0);
        ModelFiles files = files(Models.mlp(256, 64, 10), 10, 256);
        Tensor[] batch = {Tensor.randn(Generator.seeded(1), 16, 256)};
        // What the engine keeps for the weights it saw last is there by then.
        round(cache, files, batch, rounds);
        List<Long> heapGrowth = new ArrayList<>();
        List<Long> residentGrowth = new ArrayList<>();

        for (int span = 0; span < 4; span++) {
            long heap = heap();
            long resident = resident();
            round(cache, files, batch, rounds);
            heapGrowth.add(heap() - heap);
            residentGrowth.add(resident() - resident);
        }

        assertThat(heapGrowth).as("growth of the heap").anyMatch(bytes -> bytes < 2 << 20);
        assertThat(residentGrowth).as("growth of the process").anyMatch(bytes -> bytes < 32 << 20);
        assertThat(cache.size()).isZero();
    }

    private static void round(ModelCache cache, ModelFiles files, Tensor[] batch, int rounds) {
        for (int round = 0; round < rounds; round++) {
            try (ModelLease lease = cache.lease(files)) {
                assertThat(lease.fresh()).isTrue();
                NetworkRunner runner = new NetworkRunner(lease.loaded(), 1);
                for (int i = 0; i < 3; i++) {
                    runner.run(
                            batch,
                            true,
                            results -> assertThat(results[0].size(1)).isEqualTo(10));
                }
            }
        }
    }

    private static long heap() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    /** The process's memory, or 0 where Linux does not tell it. */
    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        }
    }

    private static boolean fresh(ModelCache cache, ModelFiles files) {
        try (ModelLease lease = cache.lease(files)) {
            return lease.fresh();
        }
    }

    private ModelFiles files(int seed) {
        Module network = new Linear(100, 10);
        network.stateDict()
                .values()
                .forEach(tensor -> tensor.copy_(
                        Tensor.randn(Generator.seeded(seed), tensor.shape().toArray())));
        return files(network, 10, 100);
    }

    private ModelFiles files(Module network, int outputs, int inputs) {
        Path folder = work.resolve("model");
        ModelFolder.save(network, Models.signature(outputs, inputs), folder, true);
        FolderFiles.Recorder recorder =
                new FolderFiles.Recorder(HadoopModelSource.of(folder.toString(), new Configuration(false)));
        Model model = ModelFolder.read(recorder);
        return ModelFiles.of(recorder.recorded("here"), model.checksum());
    }
}
