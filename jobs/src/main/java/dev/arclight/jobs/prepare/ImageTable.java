package dev.arclight.jobs.prepare;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.session.OutputFolder;
import dev.arclight.jobs.session.TaskProgress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Images and labels as a Parquet folder with the columns {@value #IMAGE} and {@value #LABEL}, in the order of the source, one
 * file for each partition.
 *
 * <p>Beside the Parquet files lies {@value #SOURCE}, which says what the folder was made from. That is how a second run knows
 * that there is nothing to do.
 *
 * @param form how the images are held
 * @param partitions the number of files
 */
record ImageTable(ImageForm form, int partitions) {
    static final String IMAGE = "image";
    static final String LABEL = "label";

    /** Spark passes over names that begin with an underscore. */
    private static final String SOURCE = "_arclight_source";

    /**
     * Writes the folder, unless it holds these images already.
     *
     * @return whether anything was written
     * @throws JobException if something else is there and must not be replaced, or writing fails
     */
    boolean write(SparkSession spark, LabelledImages images, OutputFolder folder, boolean overwrite, Console console) {
        String source = source(images);
        if (folder.exists()) {
            if (source.equals(readSource(spark, folder))) {
                return false;
            }
            if (!overwrite) {
                throw new JobException(
                        folder.shown() + " holds something else or is made in another way; choose another"
                                + " folder or pass --overwrite");
            }
            folder.requireFree(true);
        }
        folder.write(temporary -> {
            TaskProgress.during(spark, console, "prepare", () -> writeParquet(spark, images, temporary));
            try (OutputStream out = files(spark, temporary).create(new Path(temporary, SOURCE))) {
                out.write(source.getBytes(StandardCharsets.UTF_8));
            }
        });
        return true;
    }

    /** The pixels travel as a broadcast: within the tasks themselves they would be sent again with each one. */
    private void writeParquet(SparkSession spark, LabelledImages images, Path folder) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Broadcast<byte[]> pixels = context.broadcast(images.pixels());
        Broadcast<long[]> labels = context.broadcast(images.labels());
        try {
            JavaRDD<Row> rows = spark.range(0, images.count(), 1, partitions)
                    .javaRDD()
                    .map(new ToRow(pixels, labels, images.pixelsPerImage(), form));
            spark.createDataFrame(rows, schema())
                    .write()
                    .mode(SaveMode.Overwrite)
                    .parquet(folder.toString());
        } finally {
            pixels.destroy();
            labels.destroy();
        }
    }

    private StructType schema() {
        return new StructType(new StructField[] {
            new StructField(IMAGE, form.type(), false, Metadata.empty()),
            new StructField(LABEL, DataTypes.IntegerType, false, Metadata.empty())
        });
    }

    private String source(LabelledImages images) {
        return "version 1\nsha256 " + images.checksum() + "\nimages " + images.count() + " of " + images.height() + "x"
                + images.width() + "\nform " + form + "\npartitions " + partitions + "\n";
    }

    /** What the folder says that it was made from; empty if it says nothing. */
    private static String readSource(SparkSession spark, OutputFolder folder) {
        Path file = new Path(folder.path(), SOURCE);
        try {
            FileSystem files = files(spark, file);
            if (!files.exists(file)) {
                return "";
            }
            try (var in = files.open(file)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new JobException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static FileSystem files(SparkSession spark, Path path) throws IOException {
        return path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    }

    /** Makes a row of an image's number, on an executor. */
    private record ToRow(Broadcast<byte[]> pixels, Broadcast<long[]> labels, int size, ImageForm form)
            implements Function<Long, Row> {
        private static final long serialVersionUID = 1L;

        @Override
        public Row call(Long number) {
            int image = Math.toIntExact(number);
            byte[] own = Arrays.copyOfRange(pixels.value(), image * size, (image + 1) * size);
            return RowFactory.create(form.value(own), Math.toIntExact(labels.value()[image]));
        }
    }
}
