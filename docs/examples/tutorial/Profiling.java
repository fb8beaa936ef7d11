package tutorial;

import dev.arclight.autograd.RecordFunction;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.profile.KeyAverage;
import dev.arclight.profile.Profiler;
import dev.arclight.profile.ProfilerActivity;
import dev.arclight.profile.SortBy;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;

/** Where the time and the memory of a forward pass go. */
public final class Profiling {
    private Profiling() {}

    public static void main(String[] arguments) {
        Generator.manualSeed(0);
        Sequential model = new Sequential(new Linear(784, 128), new ReLU(), new Linear(128, 10));
        Tensor input = Tensor.randn(64, 784);

        Profiler profiler = Profiler.of(ProfilerActivity.CPU)
                .recordShapes(true)
                .profileMemory(true)
                .start();
        try (profiler;
                RecordFunction part = RecordFunction.open("model_inference")) {
            model.call(input);
        }

        // The first rows of the table; its times differ from run to run, so only names and calls are shown here.
        String table = profiler.keyAverages().table(SortBy.CPU_TIME_TOTAL, 10);
        System.out.println(table.lines().skip(1).findFirst().orElseThrow().startsWith("Name"));
        List<KeyAverage> averages = profiler.keyAverages(true);
        for (KeyAverage average : averages) {
            System.out.println(average.name() + " " + average.inputs() + ": " + average.count() + " calls, "
                    + average.memory() + " bytes");
        }
    }
}
