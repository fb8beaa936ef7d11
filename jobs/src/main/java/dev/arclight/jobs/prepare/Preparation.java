package dev.arclight.jobs.prepare;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.prepare.FashionMnist.Split;
import dev.arclight.jobs.session.OutputFolder;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * Makes Parquet of both halves of a data set: {@code train.parquet} and {@code test.parquet} in one folder.
 *
 * @param output the folder
 * @param form how the images are held
 * @param partitions the number of files of each half
 * @param overwrite whether to replace what is there and made in another way
 */
public record Preparation(String output, ImageForm form, int partitions, boolean overwrite) {
    /** The columns of both halves. */
    public static final String IMAGE = ImageTable.IMAGE;

    public static final String LABEL = ImageTable.LABEL;

    /**
     * Writes what is not there yet.
     *
     * @return the Parquet folder of each half
     */
    public Map<Split, String> run(SparkSession spark, FashionMnist data, Console console) {
        Map<Split, String> paths = new EnumMap<>(Split.class);
        ImageTable table = new ImageTable(form, partitions);
        for (Split split : Split.values()) {
            LabelledImages images = data.read(split);
            String name = split.name().toLowerCase(Locale.ROOT) + ".parquet";
            OutputFolder folder =
                    OutputFolder.of(output + "/" + name, spark.sparkContext().hadoopConfiguration());
            boolean written = table.write(spark, images, folder, overwrite, console);
            console.note(String.format(
                    Locale.ROOT,
                    "%s: %s images of %d×%d, %s",
                    folder.shown(),
                    Format.count(images.count()),
                    images.height(),
                    images.width(),
                    written ? "written" : "complete already, reused"));
            paths.put(split, folder.path().toString());
        }
        return paths;
    }
}
