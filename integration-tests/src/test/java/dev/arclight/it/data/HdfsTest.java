package dev.arclight.it.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.data.Batch;
import dev.arclight.data.DataFormatException;
import dev.arclight.data.DataLoader;
import dev.arclight.data.ParquetDataset;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet that lies in a real HDFS: a name node and a data node on loopback, in this process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class HdfsTest {
    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType(
            "message m { required binary pixels; required int32 class (INTEGER(8, true)); required double weight; }");
    private static final int PIXELS = 784;
    private static final int ROWS_OF_A_FILE = 4000;
    private static final int FILES = 2;

    @TempDir
    static java.nio.file.Path disk;

    private static MiniDFSCluster cluster;
    private static FileSystem hdfs;
    private static String images;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, disk.toString());
        cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
        cluster.waitActive();
        hdfs = cluster.getFileSystem();
        images = cluster.getURI() + "/lake/images";
        SplittableRandom random = new SplittableRandom(7);
        for (int part = 0; part < FILES; part++) {
            write(new Path(images, "part-0000" + part + ".parquet"), part * ROWS_OF_A_FILE, random);
        }
        hdfs.create(new Path(images, "_SUCCESS")).close();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    /** About ten row groups of noise, which does not compress. */
    private static void write(Path file, int first, SplittableRandom random) throws IOException {
        SimpleGroupFactory factory = new SimpleGroupFactory(SCHEMA);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, hdfs.getConf()))
                .withType(SCHEMA)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .withRowGroupSize(300_000L)
                .build()) {
            for (int row = first; row < first + ROWS_OF_A_FILE; row++) {
                byte[] pixels = new byte[PIXELS];
                random.nextBytes(pixels);
                pixels[0] = (byte) row;
                writer.write(factory.newGroup()
                        .append("pixels", Binary.fromConstantByteArray(pixels))
                        .append("class", row % 10)
                        .append("weight", row / 8.0));
            }
        }
    }

    private static ParquetDataset dataset(String location) {
        return ParquetDataset.builder(location)
                .features("pixels")
                .shape(1, 28, 28)
                .label("class")
                .build();
    }

    private static long bytesRead() {
        return FileSystem.getGlobalStorageStatistics().get("hdfs").getLong("bytesRead");
    }

    private static long lengthOfAll() throws IOException {
        return hdfs.getContentSummary(new Path(images)).getLength();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void aFolderOnHdfsIsReadAsOneOfThisMachine(int workers, @TempDir java.nio.file.Path local) throws IOException {
        for (int part = 0; part < FILES; part++) {
            String name = "part-0000" + part + ".parquet";
            hdfs.copyToLocalFile(
                    new Path(images, name), new Path(local.resolve(name).toString()));
        }
        List<Batch> here = batches(dataset(local.toString()), 0);
        List<Batch> there = batches(dataset(images), workers);

        assertThat(there).hasSameSizeAs(here).hasSize(FILES * ROWS_OF_A_FILE / 500);
        for (int i = 0; i < here.size(); i++) {
            assertThat(there.get(i).data().toFloatArray())
                    .isEqualTo(here.get(i).data().toFloatArray());
            assertThat(there.get(i).target().toLongArray())
                    .isEqualTo(here.get(i).target().toLongArray());
        }
        assertThat(there.get(8).data().item(0, 0, 0, 0)).isEqualTo((float) (ROWS_OF_A_FILE % 256));
    }

    private static List<Batch> batches(ParquetDataset dataset, int workers) {
        List<Batch> all = new ArrayList<>();
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset).batchSize(500).numWorkers(workers).build()) {
            loader.forEach(all::add);
        }
        return all;
    }

    @Test
    void onlyTheColumnsThatAreAskedForCrossTheNetwork() throws IOException {
        long before = bytesRead();
        ParquetDataset labels =
                ParquetDataset.builder(images).features("weight").label("class").build();
        double sum = 0;
        for (Batch batch : batches(labels, 0)) {
            sum += batch.data().sum().item();
        }
        int rows = FILES * ROWS_OF_A_FILE;
        assertThat(sum).isEqualTo(rows * (rows - 1L) / 16.0);
        assertThat(bytesRead() - before).isBetween(1L, lengthOfAll() / 10);
    }

    @Test
    void aFirstBatchIsThereBeforeAFileIsReadToItsEnd() throws IOException {
        long before = bytesRead();
        try (DataLoader<Batch> loader =
                DataLoader.builder(dataset(images)).batchSize(10).build()) {
            assertThat(loader.iterator().next().size()).isEqualTo(10);
        }
        assertThat(bytesRead() - before).isBetween(1L, lengthOfAll() / 4);
    }

    @Test
    void theAddressMayBeASettingOfHadoop() {
        ParquetDataset dataset = ParquetDataset.builder("hdfs:///lake/images/part-00001.parquet")
                .option("fs.defaultFS", cluster.getURI().toString())
                .features("weight")
                .build();
        assertThat(batches(dataset, 0).get(0).data().item(0, 0)).isEqualTo(ROWS_OF_A_FILE / 8.0);
    }

    @Test
    void aMissingFileIsNamedByItsAddress() {
        String missing = images + "/part-9.parquet";
        assertThatThrownBy(() -> batches(dataset(missing), 0))
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining(missing + ": cannot be read: ");
    }

    @Test
    void aDamagedFileIsNamedByItsAddress() throws IOException {
        Path whole = new Path(images, "part-00000.parquet");
        Path half = new Path(cluster.getURI() + "/lake/half.parquet");
        byte[] bytes = new byte[(int) hdfs.getFileStatus(whole).getLen() / 2];
        try (InputStream in = hdfs.open(whole);
                OutputStream out = hdfs.create(half)) {
            assertThat(in.readNBytes(bytes, 0, bytes.length)).isEqualTo(bytes.length);
            out.write(bytes);
        }
        assertThatThrownBy(() -> batches(dataset(half.toString()), 0))
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining(half.toString());
    }

    @Test
    void aFileThatTheUserMayNotReadIsAnErrorThatSaysSo() throws Exception {
        Path secret = new Path(cluster.getURI() + "/lake/secret.parquet");
        write(secret, 0, new SplittableRandom(8));
        hdfs.setPermission(secret, new FsPermission((short) 0600));
        UserGroupInformation stranger =
                UserGroupInformation.createUserForTesting("stranger", new String[] {"strangers"});
        stranger.doAs((PrivilegedExceptionAction<Void>) () -> {
            assertThatThrownBy(() -> batches(dataset(secret.toString()), 0))
                    .isInstanceOf(DataFormatException.class)
                    .hasMessageContaining(secret.toString())
                    .hasMessageContaining("Permission denied");
            return null;
        });
    }
}
