package dev.arclight.beam.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.beam.testkit.ParquetFiles;
import dev.arclight.beam.testkit.TestRunner;
import dev.arclight.beam.train.TrainModel;
import dev.arclight.beam.train.TrainingLoop;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.hdfs.HadoopFileSystemOptions;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Folders on {@code hdfs://}, against a name node and a data node in this JVM. */
class HdfsTest {
    @TempDir
    Path folder;

    @Test
    @EnabledForJreRange(max = JRE.JAVA_21, disabledReason = "the servers call what newer JDKs refuse")
    void rowsAreReadFromAndATrainingKeepsItsFilesOnHdfs() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(
                MiniDFSCluster.HDFS_MINIDFS_BASEDIR, folder.resolve("disk").toString());
        MiniDFSCluster cluster =
                new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        try {
            String hdfs = cluster.getURI().toString();
            Path table = folder.resolve("table.parquet");
            ParquetFiles.write(
                    table,
                    "required binary image; required int32 label;",
                    60,
                    (row, i) -> row.append("image", ParquetFiles.bytes(i % 2, 1 - i % 2))
                            .append("label", i % 2));
            FileSystem files = cluster.getFileSystem();
            files.copyFromLocalFile(
                    new org.apache.hadoop.fs.Path(table.toUri()), new org.apache.hadoop.fs.Path("/in/a.parquet"));

            TrainingLoop.of(
                            TrainModel.of(new Sequential(new Linear(2, 2)))
                                    .withFeatures("image")
                                    .to(hdfs + "/work", hdfs + "/model"),
                            ReadParquetTensors.from(hdfs + "/in")
                                    .withColumn("image")
                                    .withDType("image", DType.FLOAT32)
                                    .withColumn("label"))
                    .withEpochs(2)
                    .run(options(hdfs));

            assertThat(files.exists(new org.apache.hadoop.fs.Path("/model/model.json")))
                    .isTrue();
            assertThat(files.globStatus(new org.apache.hadoop.fs.Path("/work/rounds/*/COMMITTED")))
                    .isNotEmpty();
        } finally {
            cluster.shutdown();
        }
    }

    private static PipelineOptions options(String hdfs) {
        Configuration client = new Configuration(false);
        // Beam takes the scheme that it serves from this key.
        client.set("fs.defaultFS", hdfs);
        PipelineOptions options = TestRunner.DIRECT.options();
        options.as(HadoopFileSystemOptions.class).setHdfsConfiguration(List.of(client));
        return options;
    }
}
