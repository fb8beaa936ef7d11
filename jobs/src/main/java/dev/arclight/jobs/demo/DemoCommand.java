package dev.arclight.jobs.demo;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import dev.arclight.jobs.train.TrainingOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight demo}. */
@Command(
        name = "demo",
        description = {
            "All of Arclight on one data set: write Fashion-MNIST as Parquet, train a network by averaging over two partitions,"
                    + " evaluate it, quantize it to int8, evaluate that, and score with SQL.",
            "Runs on two cores of this machine. A second run keeps the data and trains again."
        },
        footer = {"", "Example:", "  arclight demo", "  arclight demo --data ~/mnist --output mnist-demo --epochs 2"})
public final class DemoCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "The folder of the four IDX files, plain or .gz; default: Debian's package dataset-fashion-mnist,"
                            + " downloaded once.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUTPUT",
            defaultValue = "arclight-demo",
            description = "The folder for all that is made: one that no other work has put such names into; default:"
                    + " ${DEFAULT-VALUE}.")
    private Path output = Path.of("");

    @Mixin
    private final TrainingOptions training = new TrainingOptions();

    @Override
    public Integer call() {
        Console console = Console.of(command);
        long start = System.nanoTime();
        try (SparkHandle handle = spark.open("demo", "local[2]")) {
            new Demo(handle.session(), console, output.toAbsolutePath().normalize(), training).run(data, start);
        }
        return 0;
    }
}
