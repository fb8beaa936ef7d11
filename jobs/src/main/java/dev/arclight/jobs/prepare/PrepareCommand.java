package dev.arclight.jobs.prepare;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.session.Positive;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight prepare}. */
@Command(
        name = "prepare",
        description = {
            "Make Parquet of Fashion-MNIST, or of any data set in the four IDX files of MNIST.",
            "Writes OUTPUT/train.parquet and OUTPUT/test.parquet with the columns image and label. What is complete already"
                    + " is kept."
        },
        footer = {
            "",
            "Example:",
            "  arclight prepare --output fashion --partitions 4",
            "  arclight prepare --data ~/mnist --output mnist --form floats"
        })
public final class PrepareCommand implements Callable<Integer> {
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
            required = true,
            description = "The folder to write to.")
    private String output = "";

    @Option(
            names = "--form",
            paramLabel = "NAME",
            defaultValue = "BINARY",
            description =
                    "How a pixel is held: ${COMPLETION-CANDIDATES} (a byte from 0 to 255, or a float from 0 to 1); default:"
                            + " ${DEFAULT-VALUE}.")
    private ImageForm form = ImageForm.BINARY;

    @Option(
            names = "--partitions",
            paramLabel = "COUNT",
            defaultValue = "2",
            converter = Positive.class,
            description = "Files in each half; default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(names = "--overwrite", description = "Replace what is there and made in another way.")
    private boolean overwrite;

    @Override
    public Integer call() {
        Console console = Console.of(command);
        FashionMnist files = FashionMnist.find(data, console);
        try (SparkHandle handle = spark.open("prepare", "local[*]")) {
            new Preparation(output, form, partitions, overwrite).run(handle.session(), files, console);
        }
        return 0;
    }
}
