package dev.arclight.spark.train;

import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Generator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Points in overlapping clouds, one for each class, and networks that can tell them apart. */
final class Clouds {
    static final int WIDTH = 6;
    static final int CLASSES = 3;

    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.IntegerType, false)
            .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false)
            .add("label", DataTypes.IntegerType, false);

    private Clouds() {}

    static List<Row> rows(int count, long seed) {
        Generator generator = Generator.seeded(seed);
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            int label = id % CLASSES;
            float[] features = new float[WIDTH];
            for (int i = 0; i < WIDTH; i++) {
                double center = i % CLASSES == label ? 2 : 0;
                features[i] = (float) (center + generator.nextGaussian());
            }
            rows.add(RowFactory.create(id, features, label));
        }
        return rows;
    }

    /** Neighbouring rows lie in one partition, and partitions are equal if they can be. */
    static Dataset<Row> dataset(SparkSession spark, List<Row> rows, int partitions) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return spark.createDataFrame(context.parallelize(rows, partitions), SCHEMA);
    }

    static NeuralClassifier classifier() {
        return new NeuralClassifier()
                .setNetwork(new Sequential(new Linear(WIDTH, 16), new ReLU(), new Linear(16, CLASSES)))
                .setBatchSize(8)
                .setAveragingPeriod(3)
                .setEpochs(3)
                .setSeed(11);
    }

    /** Draws random numbers in every step. */
    static NeuralClassifier classifierWithDropout() {
        return classifier()
                .setNetwork(
                        new Sequential(new Linear(WIDTH, 16), new ReLU(), new Dropout(0.3), new Linear(16, CLASSES)));
    }

    /** The bytes that a model folder holds. */
    static List<byte[]> bytes(NeuralClassifierModel model, Path folder) throws IOException {
        ModelFolder.save(model.module(), model.signature(), folder);
        return List.of(
                Files.readAllBytes(folder.resolve(ModelFolder.DESCRIPTION)),
                Files.readAllBytes(folder.resolve(ModelFolder.WEIGHTS)));
    }
}
