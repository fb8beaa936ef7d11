package dev.arclight.beam.train;

import dev.arclight.autograd.GradMode;
import dev.arclight.beam.data.ReadParquetTensors;
import dev.arclight.beam.data.TensorBlock;
import dev.arclight.data.Idx;
import dev.arclight.metric.Accuracy;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.Normalize;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.nn.ToDtype;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** From IDX files of MNIST's family by way of Parquet to a trained CNN, the one that {@code arclight train} knows as cnn. */
final class ImageTraining {
    private static final MessageType ROW =
            MessageTypeParser.parseMessageType("message row { required binary image; required int32 label; }");

    private ImageTraining() {}

    static Sequential network() {
        return new Sequential(
                new ToDtype(DType.FLOAT32, true),
                new Normalize(0.2860, 0.3530),
                new Conv2d(1, 32, 3, 1, 1),
                new ReLU(),
                new MaxPool2d(2),
                new Conv2d(32, 64, 3, 1, 1),
                new ReLU(),
                new MaxPool2d(2),
                new Flatten(),
                new Linear(64 * 7 * 7, 128),
                new ReLU(),
                new Linear(128, 10));
    }

    /** The first rows of a half, in row groups of a thousand. */
    static void write(Path idx, String half, int rows, Path parquet) throws IOException {
        byte[] pixels = Idx.read(idx.resolve(half + "-images-idx3-ubyte.gz")).toByteArray();
        long[] labels =
                Idx.readLabels(idx.resolve(half + "-labels-idx1-ubyte.gz")).toLongArray();
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(parquet))
                .withType(ROW)
                .withRowGroupRowCountLimit(1000)
                .build()) {
            SimpleGroupFactory groups = new SimpleGroupFactory(ROW);
            for (int row = 0; row < Math.min(rows, labels.length); row++) {
                writer.write(groups.newGroup()
                        .append("image", Binary.fromConstantByteArray(pixels, row * 784, 784))
                        .append("label", (int) labels[row]));
            }
        }
    }

    static PTransform<PBegin, PCollection<TensorBlock>> source(Path parquet) {
        return ReadParquetTensors.from(parquet.toString())
                .withColumn("image", 1, 28, 28)
                .withColumn("label");
    }

    /** The recipe of {@code arclight train} in two partitions. */
    static TrainingLoop.Result train(Path parquet, Path folder, int epochs, PipelineOptions options)
            throws IOException {
        TrainModel training = TrainModel.of(network())
                .withFeatures("image")
                .withLearningRate(0.05)
                .withBatchSize(64)
                .withAveragingPeriod(50)
                .withShards(2)
                .withSeed(1)
                .to(folder.resolve("work").toString(), folder.resolve("model").toString());
        return TrainingLoop.of(training, source(parquet))
                .withEpochs(epochs)
                .withListener(new TrainingListener() {
                    @Override
                    public void roundDone(RoundReport report) {
                        System.out.println(report);
                    }

                    @Override
                    public void epochDone(EpochReport report) {
                        System.out.println(report);
                    }
                })
                .run(options);
    }

    @SuppressWarnings("try") // Scopes are there to be closed.
    static double accuracy(Module network, Path idx, int rows) {
        Tensor images = Idx.read(idx.resolve("t10k-images-idx3-ubyte.gz"));
        Tensor labels = Idx.readLabels(idx.resolve("t10k-labels-idx1-ubyte.gz"));
        Accuracy accuracy = Accuracy.multiclass(10);
        try (GradMode.Scope off = GradMode.noGrad()) {
            for (int from = 0; from < rows; from += 500) {
                Tensor batch = images.narrow(0, from, 500).reshape(500, 1, 28, 28);
                accuracy.update(network.forward(batch), labels.narrow(0, from, 500));
            }
        }
        return accuracy.value();
    }
}
