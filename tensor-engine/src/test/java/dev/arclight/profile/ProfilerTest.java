package dev.arclight.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.autograd.Interception;
import dev.arclight.autograd.RecordFunction;
import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.TensorDataset;
import dev.arclight.io.ModelAccessException;
import dev.arclight.nn.Linear;
import dev.arclight.optim.Adam;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProfilerTest {
    private static Profiler.Builder cpu() {
        return Profiler.of(ProfilerActivity.CPU);
    }

    private static KeyAverage named(Profiler profiler, String name) {
        return profiler.keyAverages().stream()
                .filter(average -> average.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsOpsNodesOfTheBackwardPassAndNamedParts() {
        Tensor x = Tensor.ones(3, 4).requiresGrad_(true);
        Tensor y = Tensor.ones(3, 4);
        Profiler profiler = cpu().start();
        try (profiler;
                RecordFunction part = RecordFunction.open("mine")) {
            x.mul(y).sum().backward();
            y.neg_();
        }
        assertThat(named(profiler, "mul").count()).isGreaterThanOrEqualTo(1);
        assertThat(named(profiler, "neg_").count()).isEqualTo(1);
        assertThat(named(profiler, "MulBackward0").count()).isEqualTo(1);
        assertThat(named(profiler, "SumBackward0").count()).isEqualTo(1);
        assertThat(named(profiler, "mine").count()).isEqualTo(1);
    }

    @Test
    void loadingAndStepsOfOptimizersHaveNamesOfTheirOwn() {
        Tensor x = Tensor.ones(6, 2);
        Tensor weight = Tensor.ones(2).requiresGrad_(true);
        Adam optimizer = new Adam(List.of(weight));
        Profiler profiler = cpu().start();
        try (profiler;
                DataLoader<Batch> loader = DataLoader.of(new TensorDataset(x), 3)) {
            for (Batch batch : loader) {
                batch.tensor(0).mul(weight).sum().backward();
                optimizer.step();
            }
        }
        assertThat(named(profiler, "Optimizer.step#Adam.step").count()).isEqualTo(2);
        // The third finds the end.
        assertThat(named(profiler, "enumerate(DataLoader)").count()).isEqualTo(3);
    }

    @Test
    void timeOfAPartIsItsOwnAndThatOfWhatLiesInside() {
        Profiler profiler = cpu().start();
        try (profiler;
                RecordFunction outer = RecordFunction.open("outer")) {
            try (RecordFunction inner = RecordFunction.open("inner")) {
                Tensor.ones(100).exp();
            }
        }
        KeyAverage outer = named(profiler, "outer");
        KeyAverage inner = named(profiler, "inner");
        long ops = profiler.keyAverages().stream()
                .filter(average ->
                        !average.name().equals("outer") && !average.name().equals("inner"))
                .mapToLong(KeyAverage::total)
                .sum();
        assertThat(outer.total()).isEqualTo(outer.self() + inner.total());
        assertThat(inner.total()).isEqualTo(inner.self() + ops);
        assertThat(profiler.keyAverages().selfCpuTimeTotal()).isEqualTo(outer.total());
        assertThat(profiler.keyAverages().wallTime()).isGreaterThanOrEqualTo(outer.total());
    }

    @Test
    void recursionCountsEachMomentOnce() {
        Profiler profiler = cpu().start();
        try (profiler;
                RecordFunction outer = RecordFunction.open("same")) {
            try (RecordFunction inner = RecordFunction.open("same")) {
                Tensor.ones(10).exp();
            }
        }
        KeyAverage same = named(profiler, "same");
        assertThat(same.count()).isEqualTo(2);
        assertThat(same.total()).isEqualTo(profiler.keyAverages().selfCpuTimeTotal());
    }

    @Test
    void shapesKeepCallsApartOnlyWhenAskedFor() {
        Tensor small = Tensor.ones(2);
        Tensor large = Tensor.ones(5, 6);
        Profiler profiler = cpu().recordShapes(true).start();
        try (profiler) {
            small.exp();
            large.exp();
            large.exp();
        }
        assertThat(named(profiler, "exp").count()).isEqualTo(3);
        assertThat(profiler.keyAverages(true).stream()
                        .filter(average -> average.name().equals("exp"))
                        .map(average -> average.inputs().get(0).shape() + " " + average.count()))
                .containsExactlyInAnyOrder("[2] 1", "[5, 6] 2");
        assertThat(profiler.keyAverages(true).table()).contains("[[5, 6]]", "Input Shapes");
    }

    @Test
    void memoryIsThatOfNewTensorsNotOfViewsOrResultsInPlace() {
        Tensor x = Tensor.ones(10, 100);
        Profiler profiler = cpu().profileMemory(true).start();
        try (profiler;
                RecordFunction part = RecordFunction.open("part")) {
            x.exp();
            x.to(DType.FLOAT64);
            x.t();
            x.neg_();
        }
        assertThat(named(profiler, "exp").selfMemory()).isEqualTo(4_000);
        assertThat(named(profiler, "neg_").selfMemory()).isZero();
        assertThat(named(profiler, "part").memory()).isEqualTo(12_000);
        assertThat(named(profiler, "part").selfMemory()).isZero();
        assertThat(named(profiler, "exp").heap()).isGreaterThanOrEqualTo(4_000);
        assertThat(profiler.keyAverages().table()).contains("Self CPU Mem", "3.91 Kb");
    }

    @Test
    void anOpThatFailsIsCountedAndTheNextOnesLieWhereTheyShould() {
        Tensor x = Tensor.ones(2);
        Profiler profiler = cpu().start();
        try (profiler) {
            assertThatThrownBy(() -> x.add(Tensor.ones(3))).isInstanceOf(ShapeException.class);
            x.exp();
        }
        assertThat(named(profiler, "add").count()).isEqualTo(1);
        assertThat(profiler.events()).allMatch(event -> event.depth() == 0);
    }

    @Test
    void tableIsSortedAndCut() {
        Tensor x = Tensor.ones(50);
        Profiler profiler = cpu().start();
        try (profiler) {
            for (int i = 0; i < 5; i++) {
                x.exp();
            }
            x.sin();
            x.sin();
            x.cos();
        }
        String table = profiler.keyAverages().table(SortBy.COUNT, 2);
        assertThat(table.lines()
                        .filter(line -> line.startsWith("exp") || line.startsWith("sin") || line.startsWith("cos")))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("exp").endsWith(" 5"),
                        second -> assertThat(second).startsWith("sin").endsWith(" 2"));
        assertThat(table).contains("Self CPU time total: ");
    }

    @Test
    void scheduleKeepsTheActiveStepsOfEachCycle() {
        Tensor x = Tensor.ones(4);
        List<List<String>> traces = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        try (Profiler profiler = cpu().schedule(new ProfilerSchedule(1, 1, 2, 2, 1))
                .onTraceReady(ready -> {
                    traces.add(ready.events().stream()
                            .map(ProfilerEvent::name)
                            .filter(name -> name.startsWith("ProfilerStep"))
                            .toList());
                    counts.add(named(ready, "exp").count());
                })
                .start()) {
            for (int i = 0; i < 12; i++) {
                x.exp();
                profiler.step();
            }
        }
        assertThat(traces)
                .containsExactly(
                        List.of("ProfilerStep#3", "ProfilerStep#4"), List.of("ProfilerStep#7", "ProfilerStep#8"));
        assertThat(counts).containsExactly(2L, 2L);
    }

    @Test
    void nothingIsSeenWhileAScheduleWaits() {
        try (Profiler profiler = cpu().schedule(new ProfilerSchedule(2, 0, 1)).start()) {
            assertThat(Interception.current()).isNull();
            profiler.step();
            profiler.step();
            assertThat(Interception.current()).isNotNull();
        }
        assertThat(Interception.current()).isNull();
    }

    @Test
    void eventsBeyondTheLimitAreCountedButNotKept(@TempDir Path folder) throws IOException {
        Tensor x = Tensor.ones(4);
        Profiler profiler = cpu().maxEvents(3).start();
        try (profiler) {
            for (int i = 0; i < 10; i++) {
                x.exp();
            }
        }
        assertThat(profiler.events()).hasSize(3);
        assertThat(named(profiler, "exp").count()).isEqualTo(10);
        profiler.exportChromeTrace(folder.resolve("trace.json"));
        JsonNode trace =
                new ObjectMapper().readTree(folder.resolve("trace.json").toFile());
        assertThat(trace.get("droppedEvents").asInt()).isEqualTo(7);
        assertThat(trace.get("traceEvents")).hasSize(3);
    }

    @Test
    void chromeTraceHoldsEventsInMicrosecondsWithinTheirParents(@TempDir Path folder) throws IOException {
        Generator.manualSeed(1);
        Linear linear = new Linear(8, 4);
        Tensor x = Tensor.ones(2, 8);
        Profiler profiler = cpu().recordShapes(true).profileMemory(true).start();
        try (profiler;
                RecordFunction part = RecordFunction.open("model_inference")) {
            linear.call(x);
        }
        Path file = folder.resolve("trace.json.gz");
        profiler.exportChromeTrace(file);
        JsonNode trace;
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            trace = new ObjectMapper().readTree(in);
        }
        JsonNode events = trace.get("traceEvents");
        JsonNode part = events.get(events.size() - 1);
        assertThat(part.get("name").asText()).isEqualTo("model_inference");
        assertThat(part.get("ph").asText()).isEqualTo("X");
        double from = part.get("ts").asDouble();
        double to = from + part.get("dur").asDouble();
        for (JsonNode event : events) {
            assertThat(event.get("ts").asDouble()).isGreaterThanOrEqualTo(from);
            assertThat(event.get("ts").asDouble() + event.get("dur").asDouble()).isLessThanOrEqualTo(to + 1e-3);
            assertThat(event.get("args").has("Bytes")).isTrue();
        }
        assertThat(trace.toString()).contains("\"Input Dims\":[[2,8],[4,8]").contains("\"Input type\":[\"float32\"");
    }

    @Test
    void aTraceThatCannotBeWrittenIsATypedError(@TempDir Path folder) {
        Profiler profiler = cpu().start();
        profiler.close();
        assertThatThrownBy(() -> profiler.exportChromeTrace(folder.resolve("missing/trace.json")))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void wrongUseIsRefusedByName() throws InterruptedException {
        assertThatThrownBy(() -> Profiler.of(ProfilerActivity.CUDA))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("CUDA");
        assertThatThrownBy(() -> new ProfilerSchedule(0, 0, 0))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("active");
        assertThatThrownBy(() -> cpu().maxEvents(-1)).isInstanceOf(ArclightException.class);
        try (Profiler profiler = cpu().start()) {
            assertThatThrownBy(profiler::keyAverages)
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("recorded nothing yet");
            List<Throwable> seen = new ArrayList<>();
            Thread other = new Thread(profiler::step);
            other.setUncaughtExceptionHandler((thread, failure) -> seen.add(failure));
            other.start();
            other.join();
            assertThat(seen).singleElement().isInstanceOf(ArclightException.class);
        }
        Profiler closed = cpu().start();
        closed.close();
        closed.close();
        assertThatThrownBy(closed::step).isInstanceOf(ArclightException.class).hasMessageContaining("closed");
    }
}
