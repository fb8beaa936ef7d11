package dev.arclight.spark.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.data.Images;
import dev.arclight.data.transforms.CenterCrop;
import dev.arclight.data.transforms.Compose;
import dev.arclight.data.transforms.Grayscale;
import dev.arclight.data.transforms.InterpolationMode;
import dev.arclight.data.transforms.Normalize;
import dev.arclight.data.transforms.PILToTensor;
import dev.arclight.data.transforms.Resize;
import dev.arclight.data.transforms.ToTensor;
import dev.arclight.data.transforms.Transform;
import dev.arclight.spark.LocalSpark;
import dev.arclight.spark.data.DataException;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LocalSpark.class)
class ImageReaderTest {
    @TempDir
    private Path work;

    private final SparkSession spark;

    ImageReaderTest(SparkSession spark) {
        this.spark = spark;
    }

    @BeforeEach
    void drawPictures() {
        Tensor noise = Tensor.randint(Generator.seeded(3), 0, 256, 3, 30, 41).to(DType.UINT8);
        Images.write(noise, work.resolve("a.png"));
        Images.write(noise.narrow(2, 0, 24).contiguous(), work.resolve("b.jpg"));
        Images.write(noise.narrow(1, 0, 7).contiguous(), work.resolve("c.bmp"));
        Images.write(noise.select(0, 0).unsqueeze(0).contiguous(), work.resolve("d.gif"));
    }

    private static final StructType PATHS = new StructType().add("path", DataTypes.StringType);

    private Dataset<Row> paths(String... names) {
        List<Row> rows = Arrays.stream(names)
                .map(name -> RowFactory.create(
                        name == null ? null : work.resolve(name).toUri().toString()))
                .toList();
        return spark.createDataFrame(rows, PATHS);
    }

    /** Of the four sound pictures, as Spark's own source has them. */
    private Dataset<Row> files() {
        return spark.read()
                .format("binaryFile")
                .load(work.toString())
                .select("path", "content")
                .orderBy("path");
    }

    private Tensor expected(String file, Transform... steps) {
        return (Tensor) new Compose(steps).apply(Images.read(work.resolve(file)));
    }

    private static float[] floats(Row row, String column) {
        List<Float> list = row.getList(row.fieldIndex(column));
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i);
        }
        return values;
    }

    @Test
    void bytes_become_channels_of_numbers_from_0_to_1_with_their_size() {
        List<Row> rows = new ImageReader()
                .setHeightCol("h")
                .setWidthCol("w")
                .setChannelsCol("c")
                .transform(files())
                .collectAsList();

        assertThat(rows).hasSize(4);
        for (int i = 0; i < 4; i++) {
            Row row = rows.get(i);
            Tensor image = expected(new String[] {"a.png", "b.jpg", "c.bmp", "d.gif"}[i], new ToTensor());
            assertThat(floats(row, "image")).isEqualTo(image.toFloatArray());
            assertThat(new int[] {row.getAs("c"), row.getAs("h"), row.getAs("w")})
                    .isEqualTo(image.shape().toArray());
        }
    }

    @Test
    void steps_are_those_of_torchvision_in_its_order() {
        ImageReader stage = new ImageReader()
                .setInputCol("path")
                .setResize(20)
                .setCenterCrop(16, 18)
                .setMean(0.5, 0.4, 0.3)
                .setStd(0.2, 0.25, 0.3);

        for (String file : List.of("a.png", "b.jpg", "c.bmp")) {
            assertThat(floats(stage.transform(paths(file)).first(), "image"))
                    .as(file)
                    .isEqualTo(expected(
                                    file,
                                    new Resize(20),
                                    new CenterCrop(16, 18),
                                    new ToTensor(),
                                    new Normalize(new double[] {0.5, 0.4, 0.3}, new double[] {0.2, 0.25, 0.3}))
                            .toFloatArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bilinear", "bicubic", "nearest"})
    void gray_bytes_of_another_size_stay_bytes(String interpolation) {
        Row row = new ImageReader()
                .setInputCol("path")
                .setResize(9, 13)
                .setInterpolation(interpolation)
                .setColorMode(ImageReader.GRAY)
                .setOutputType(ImageReader.BINARY)
                .transform(paths("a.png"))
                .first();

        Tensor image = expected(
                "a.png",
                new Resize(9, 13, InterpolationMode.valueOf(interpolation.toUpperCase(java.util.Locale.ROOT))),
                new Grayscale(),
                new PILToTensor());
        assertThat((byte[]) row.getAs("image")).isEqualTo(image.toByteArray()).hasSize(9 * 13);
    }

    @Test
    void numbers_are_left_from_0_to_255_on_demand() {
        float[] values = floats(
                new ImageReader()
                        .setInputCol("path")
                        .setScale(false)
                        .transform(paths("a.png"))
                        .first(),
                "image");

        assertThat(values)
                .isEqualTo(expected("a.png", new PILToTensor()).toFloat().toFloatArray());
    }

    @Test
    void a_null_picture_has_a_null_tensor_and_no_error() {
        Row row = new ImageReader()
                .setInputCol("path")
                .setErrorCol("error")
                .transform(paths((String) null))
                .first();

        assertThat(row.isNullAt(1)).isTrue();
        assertThat(row.isNullAt(2)).isTrue();
    }

    @Test
    void bad_pictures_are_null_with_a_message_where_there_is_a_column_for_it() throws IOException {
        byte[] sound = Files.readAllBytes(work.resolve("a.png"));
        Files.write(work.resolve("cut.png"), Arrays.copyOf(sound, sound.length / 2));
        Files.writeString(work.resolve("text.png"), "no picture");
        Files.write(work.resolve("bomb.png"), headerOf(100_000, 100_000));
        Files.write(work.resolve("empty.png"), new byte[0]);

        List<Row> rows = new ImageReader()
                .setInputCol("path")
                .setErrorCol("error")
                .transform(paths("cut.png", "a.png", "text.png", "bomb.png", "empty.png", "missing.png"))
                .collectAsList();

        List<String> errors = new ArrayList<>();
        for (Row row : rows) {
            assertThat(row.isNullAt(1)).isEqualTo(!row.isNullAt(2));
            errors.add(row.getString(2));
        }
        assertThat(errors.get(0)).contains("cut.png: the picture cannot be read");
        assertThat(errors.get(1)).isNull();
        assertThat(errors.get(2)).contains("text.png: is no PNG, JPEG, GIF or BMP picture");
        assertThat(errors.get(3)).contains("bomb.png: claims 100000 × 100000 pixels in 57 bytes");
        assertThat(errors.get(4)).contains("empty.png: is no PNG");
        assertThat(errors.get(5)).contains("missing.png: cannot be read");
    }

    /** Local files by another scheme, of which none can be opened. */
    public static final class Broken extends RawLocalFileSystem {
        @Override
        public URI getUri() {
            return URI.create("broken:///");
        }

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path file, int bufferSize) throws IOException {
            throw new IOException("connection reset");
        }
    }

    @Test
    void a_fault_of_the_file_system_is_no_fault_of_the_picture() {
        spark.conf().set("fs.broken.impl", Broken.class.getName());
        try {
            Dataset<Row> rows = spark.sql("SELECT 'broken:" + work.resolve("a.png") + "' AS path");
            assertThatThrownBy(() -> new ImageReader()
                            .setInputCol("path")
                            .setErrorCol("error")
                            .transform(rows)
                            .collectAsList())
                    .hasStackTraceContaining("a.png: cannot be read: connection reset");
        } finally {
            spark.conf().unset("fs.broken.impl");
        }
    }

    @Test
    void without_such_a_column_the_first_bad_picture_fails_by_its_name() throws IOException {
        Files.writeString(work.resolve("text.png"), "no picture");

        for (Dataset<Row> rows : List.of(paths("a.png", "text.png"), paths("text.png"))) {
            assertThatThrownBy(() -> new ImageReader()
                            .setInputCol("path")
                            .transform(rows)
                            .collectAsList())
                    .satisfies(error -> assertThat(DataException.findIn(error).orElseThrow())
                            .hasMessageContaining("column 'path'")
                            .hasMessageContaining("text.png: is no PNG"));
        }
        assertThatThrownBy(() -> new ImageReader()
                        .setOriginCol("path")
                        .transform(files())
                        .collectAsList())
                .hasStackTraceContaining("text.png: is no PNG");
    }

    @Test
    void a_picture_of_more_pixels_than_allowed_is_refused_unread() {
        Row row = new ImageReader()
                .setInputCol("path")
                .setMaxPixels(30 * 41 - 1)
                .setErrorCol("error")
                .transform(paths("a.png"))
                .first();

        assertThat(row.getString(2)).contains("claims 41 × 30 pixels").contains("no more than 1229 pixels are read");
    }

    @Test
    void a_picture_is_read_once_however_many_columns_come_of_it() {
        String plan = new ImageReader()
                .setHeightCol("h")
                .setWidthCol("w")
                .setErrorCol("e")
                .transform(files())
                .queryExecution()
                .executedPlan()
                .toString();

        assertThat(plan.split("arclight_image\\(", -1)).hasSize(2);
    }

    @Test
    void a_pipeline_with_it_comes_back_from_disk() throws IOException {
        ImageReader stage = new ImageReader()
                .setInputCol("path")
                .setResize(8, 8)
                .setMean(0.5)
                .setStd(0.25);
        PipelineModel model =
                new Pipeline().setStages(new PipelineStage[] {stage}).fit(paths("a.png"));
        String saved = work.resolve("pipeline").toString();
        model.write().save(saved);

        PipelineModel loaded = PipelineModel.load(saved);

        assertThat(loaded.transform(paths("a.png", "b.jpg")).collectAsList())
                .isEqualTo(model.transform(paths("a.png", "b.jpg")).collectAsList());
        ImageReader again = (ImageReader) loaded.stages()[0];
        assertThat(again.uid()).isEqualTo(stage.uid());
        assertThat(again.getResize()).containsExactly(8, 8);
        assertThat(again.getStd()).containsExactly(0.25);
    }

    @Test
    void a_copy_has_what_is_set_more() {
        ImageReader stage = new ImageReader().setInputCol("path").setResize(4, 4);

        ImageReader copy = stage.copy(new ParamMap().put(stage.outputCol().w("other")));

        assertThat(copy.uid()).isEqualTo(stage.uid());
        assertThat(copy.transform(paths("a.png")).columns()).containsExactly("path", "other");
        assertThat(floats(copy.transform(paths("a.png")).first(), "other")).hasSize(48);
        assertThat(stage.getOutputCol()).isEqualTo("image");
    }

    @Test
    void the_schema_is_known_before() {
        ImageReader stage = new ImageReader()
                .setInputCol("path")
                .setHeightCol("h")
                .setErrorCol("e")
                .setOutputType(ImageReader.BINARY);

        StructType schema = stage.transformSchema(PATHS);

        assertThat(stage.transform(paths("a.png")).schema().catalogString()).isEqualTo(schema.catalogString());
    }

    @Test
    void every_param_explains_itself() {
        ImageReader stage = new ImageReader();
        for (var param : stage.params()) {
            assertThat(param.doc()).isNotBlank();
            assertThat(stage.hasDefault(param) || param.name().equals("scale"))
                    .as(param.name())
                    .isTrue();
        }
    }

    @Test
    void what_is_wrong_is_named() {
        Dataset<Row> rows = paths("a.png");

        assertThatThrownBy(() -> new ImageReader().transform(rows))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("column 'content': is missing");
        assertThatThrownBy(() -> new ImageReader().transform(spark.range(1).toDF("content")))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("type bigint holds no pictures");
        assertThatThrownBy(() -> new ImageReader()
                        .setInputCol("path")
                        .setOutputCol("path")
                        .transform(rows))
                .hasMessageContaining("is there already");
        assertThatThrownBy(() ->
                        new ImageReader().setInputCol("path").setResize(1, 2, 3).transform(rows))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("resize is [1, 2, 3]");
        assertThatThrownBy(() -> new ImageReader()
                        .setInputCol("path")
                        .setMean(1, 2)
                        .setStd(1, 2)
                        .transform(rows))
                .hasMessageContaining("expected as many in both, and one or 3");
        assertThatThrownBy(() -> new ImageReader()
                        .setInputCol("path")
                        .setOutputType("binary")
                        .setMean(1)
                        .setStd(1)
                        .transform(rows))
                .hasMessageContaining("bytes cannot be scaled or normalized");
        assertThatThrownBy(() -> new ImageReader().setColorMode("cmyk")).hasMessageContaining("colorMode");
    }

    /** A sound PNG header, and nothing of the pixels that it claims. */
    private static byte[] headerOf(int width, int height) {
        ByteBuffer png = ByteBuffer.allocate(57);
        png.putLong(0x89504E470D0A1A0AL);
        byte[] size = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        chunk(png, "IHDR", size);
        chunk(png, "IDAT", new byte[0]);
        chunk(png, "IEND", new byte[0]);
        return png.array();
    }

    private static void chunk(ByteBuffer png, String name, byte[] content) {
        byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(letters);
        crc.update(content);
        png.putInt(content.length).put(letters).put(content).putInt((int) crc.getValue());
    }
}
