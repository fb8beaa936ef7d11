package dev.arclight.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The tiny images as Parquet and a model that has learnt them.
 *
 * @param train the Parquet folder of the training half
 * @param test that of the other half
 * @param model the model's folder
 */
public record TinyModel(Path train, Path test, Path model) {
    /** Makes all of it in a folder, with the commands. */
    public static TinyModel make(Path folder) throws IOException {
        Path data = TinyImages.write(folder.resolve("idx"));
        TinyModel made = new TinyModel(
                folder.resolve("tables/train.parquet"), folder.resolve("tables/test.parquet"), folder.resolve("model"));
        Cli prepared = Cli.run("prepare", "--data", data, "--output", folder.resolve("tables"));
        assertThat(prepared.exitCode()).as(prepared.err()).isZero();
        Cli trained = Cli.run(
                "train",
                "-i",
                made.train,
                "-m",
                made.model,
                "--network",
                "mlp",
                "--classes",
                TinyImages.CLASSES,
                "--batch-size",
                8,
                "--epochs",
                3);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        return made;
    }
}
