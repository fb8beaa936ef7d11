package dev.arclight.it.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Linear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.spark.train.NeuralClassifier;
import dev.arclight.spark.train.NeuralClassifierModel;
import dev.arclight.spark.train.RoundReport;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows, checkpoints and models in a real HDFS: a name node and a data node on loopback, in this process. */
class HdfsTrainingTest {
    @TempDir
    private java.nio.file.Path disk;

    /** Stops a training from outside, as a killed driver does. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void a_killed_training_goes_on_from_hdfs_to_the_same_bytes_and_its_model_is_scored_from_there() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.resolve("hdfs").toString());
        try (MiniDFSCluster cluster = new MiniDFSCluster.Builder(configuration)
                        .numDataNodes(1)
                        .build();
                SparkSession spark = session()) {
            cluster.waitActive();
            String lake = cluster.getURI() + "/lake";
            rows(spark, lake + "/rows");
            List<RoundReport> whole = new ArrayList<>();
            float[] expected = parameters(
                    classifier().setRoundListener(whole::add).fit(spark.read().parquet(lake + "/rows")));

            NeuralClassifier checkpointed = classifier().setCheckpointDir(lake + "/checkpoints");
            assertThatThrownBy(() -> checkpointed
                            .setRoundListener(report -> {
                                if (report.epoch() == 3) {
                                    throw new Killed();
                                }
                            })
                            .fit(spark.read().parquet(lake + "/rows")))
                    .isInstanceOf(Killed.class);
            List<RoundReport> rest = new ArrayList<>();
            NeuralClassifierModel model =
                    checkpointed.setRoundListener(rest::add).fit(spark.read().parquet(lake + "/rows"));

            assertThat(rest.get(0).epoch()).isEqualTo(3);
            assertThat(rest.get(rest.size() - 1).round()).isEqualTo(whole.size());
            assertThat(parameters(model)).isEqualTo(expected);
            assertThat(names(cluster.getFileSystem(), lake + "/checkpoints"))
                    .hasSize(2)
                    .allMatch(name -> name.matches("round-\\d{9}\\.safetensors"));

            model.write().save(lake + "/model");
            NeuralClassifierModel read = NeuralClassifierModel.load(lake + "/model");
            spark.read().parquet(lake + "/rows").createOrReplaceTempView("rows");
            List<Integer> bySql = spark
                    .sql("SELECT arclight_classify('" + lake + "/model/model', features) AS c FROM rows ORDER BY id")
                    .collectAsList()
                    .stream()
                    .map(row -> row.getInt(0))
                    .toList();
            List<Integer> byModel =
                    read.transform(spark.table("rows")).orderBy("id").select("prediction").collectAsList().stream()
                            .map(row -> (int) row.getDouble(0))
                            .toList();
            assertThat(bySql).isEqualTo(byModel).contains(0, 1);
        }
    }

    private static NeuralClassifier classifier() {
        return new NeuralClassifier()
                .setNetwork(new Sequential(new Linear(8, 16), new ReLU(), new Linear(16, 2)))
                .setOptimizer("adam")
                .setLearningRate(0.01)
                .setEpochs(4)
                .setBatchSize(16)
                .setAveragingPeriod(4)
                .setNumPartitions(2)
                .setSeed(2);
    }

    private static void rows(SparkSession spark, String location) {
        spark.range(0, 400, 1, 3)
                .selectExpr(
                        "id",
                        "int(sin(id) > 0) as label",
                        "transform(sequence(1, 8), i -> float(sin(id) * i + cos(id * i))) as features")
                .write()
                .parquet(location);
    }

    private static List<String> names(FileSystem files, String folder) throws IOException {
        return Arrays.stream(files.listStatus(new Path(folder)))
                .map(file -> file.getPath().getName())
                .toList();
    }

    private static float[] parameters(NeuralClassifierModel model) {
        return Tensor.cat(
                        model.module().parameters().stream()
                                .map(parameter -> parameter.detach().reshape(-1))
                                .toList(),
                        0)
                .toFloatArray();
    }

    private SparkSession session() {
        return SparkSession.builder()
                .master("local[2]")
                .appName("training from HDFS")
                .config("spark.ui.enabled", false)
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.sql.shuffle.partitions", 2)
                .config("spark.local.dir", disk.resolve("local").toString())
                .config("spark.sql.extensions", "dev.arclight.spark.sql.ArclightExtensions")
                .getOrCreate();
    }
}
