package dev.arclight.spark.image;

import dev.arclight.data.transforms.InterpolationMode;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Turns pictures into tensors: bytes of PNG, JPEG, GIF or BMP files in a binary column, or paths of such files on any file system
 * that Spark knows, become {@code array<float>} or binary, channel by channel and row by row, as torchvision's and Pillow's
 * transforms make them. A null picture has a null tensor.
 *
 * <pre>{@code
 * Dataset<Row> pictures = spark.read().format("binaryFile").load("s3a://pets");
 * ImageReader read = new ImageReader()
 *         .setInputCol("content").setOriginCol("path").setOutputCol("image").setErrorCol("error")
 *         .setResize(256).setCenterCrop(224)
 *         .setMean(0.485, 0.456, 0.406).setStd(0.229, 0.224, 0.225);
 * Dataset<Row> tensors = read.transform(pictures);       // image: 3 · 224 · 224 numbers
 * }</pre>
 *
 * <p>A bad picture is an error that names it, or with an {@code errorCol} a null tensor and a message in that column. No memory is
 * taken for pixels that a file merely claims to have.
 */
public final class ImageReader extends Transformer implements DefaultParamsWritable {
    private static final long serialVersionUID = 1L;

    /** For {@link #outputType}: {@code array<float>}. */
    public static final String ARRAY = "array";

    /** For {@link #outputType}: a byte for each number. */
    public static final String BINARY = "binary";

    /** For {@link #colorMode}: red, green and blue. */
    public static final String RGB = "rgb";

    /** For {@link #colorMode}: one channel of luma. */
    public static final String GRAY = "gray";

    /** Half of what Pillow takes for an attack, and the number beyond which it warns. */
    private static final long MAX_PIXELS = 89_478_485;

    private final String uid;

    public ImageReader() {
        this(Identifiable.randomUID("imageReader"));
    }

    /** Loading and copying call this by reflection. */
    public ImageReader(String uid) {
        this.uid = uid;
        setDefault(inputCol(), "content");
        setDefault(originCol(), "");
        setDefault(outputCol(), "image");
        setDefault(heightCol(), "");
        setDefault(widthCol(), "");
        setDefault(channelsCol(), "");
        setDefault(errorCol(), "");
        setDefault(outputType(), ARRAY);
        setDefault(maxPixels(), MAX_PIXELS);
        setDefault(resize(), new int[0]);
        setDefault(interpolation(), "bilinear");
        setDefault(centerCrop(), new int[0]);
        setDefault(colorMode(), RGB);
        setDefault(mean(), new double[0]);
        setDefault(std(), new double[0]);
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> inputCol() {
        return new Param<>(this, "inputCol", "binary column of picture files, or text column of their paths");
    }

    public Param<String> originCol() {
        return new Param<>(
                this, "originCol", "text column that messages call pictures in a binary column by; empty for none");
    }

    public Param<String> outputCol() {
        return new Param<>(this, "outputCol", "column to add: channels · height · width numbers");
    }

    public Param<String> heightCol() {
        return new Param<>(this, "heightCol", "column to add: rows of the tensor, int; empty to add none");
    }

    public Param<String> widthCol() {
        return new Param<>(this, "widthCol", "column to add: columns of the tensor, int; empty to add none");
    }

    public Param<String> channelsCol() {
        return new Param<>(this, "channelsCol", "column to add: channels of the tensor, int; empty to add none");
    }

    public Param<String> errorCol() {
        return new Param<>(
                this,
                "errorCol",
                "column to add: what is wrong with a picture, null if nothing is; empty to fail at the first bad one");
    }

    public Param<String> outputType() {
        return new Param<>(
                this,
                "outputType",
                "array for array<float>, binary for a byte from 0 to 255 for each number",
                ParamValidators.inArray(new String[] {ARRAY, BINARY}));
    }

    public LongParam maxPixels() {
        return new LongParam(
                this, "maxPixels", "pixels beyond which a picture is refused unread", ParamValidators.gtEq(1));
    }

    public IntArrayParam resize() {
        return new IntArrayParam(
                this, "resize", "length of the shorter edge, or height and width; empty to leave the size");
    }

    public Param<String> interpolation() {
        return new Param<>(
                this,
                "interpolation",
                "how resize samples: bilinear, bicubic or nearest, as Pillow",
                ParamValidators.inArray(new String[] {"bilinear", "bicubic", "nearest"}));
    }

    public IntArrayParam centerCrop() {
        return new IntArrayParam(
                this,
                "centerCrop",
                "edge of the square, or height and width, to cut out of the middle; empty for none");
    }

    public Param<String> colorMode() {
        return new Param<>(
                this, "colorMode", "rgb for three channels, gray for one", ParamValidators.inArray(new String[] {
                    RGB, GRAY
                }));
    }

    public BooleanParam scale() {
        return new BooleanParam(
                this, "scale", "whether numbers are from 0 to 1 rather than to 255; unset: true for arrays only");
    }

    public DoubleArrayParam mean() {
        return new DoubleArrayParam(this, "mean", "subtracted, one or one for each channel; empty for none");
    }

    public DoubleArrayParam std() {
        return new DoubleArrayParam(this, "std", "divided by, as many numbers as in mean");
    }

    /**
     * Adds the columns.
     *
     * @throws DataException if the input column is missing or of another type, or a column to add is there already
     * @throws ArclightException if params do not go together
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        SparkSession session = dataset.sparkSession();
        Broadcast<SerializableConfiguration> files = session.sparkContext()
                .broadcast(
                        new SerializableConfiguration(SparkApi.hadoop(session)),
                        ClassTag$.MODULE$.apply(SerializableConfiguration.class));
        List<Expression> arguments = new ArrayList<>();
        arguments.add(SparkApi.expression(Columns.of(dataset, getInputCol())));
        if (!getOriginCol().isEmpty()) {
            arguments.add(SparkApi.expression(Columns.of(dataset, getOriginCol())));
        }
        Column read = SparkApi.column(new ImageCall(
                CollectionConverters.asScala(arguments).toList(),
                settings(),
                files,
                getInputCol(),
                getErrorCol().isEmpty()));
        String all = uid() + "_read";
        Dataset<Row> with = dataset.toDF().withColumn(all, read);
        with = with.withColumn(getOutputCol(), field(with, all, ImageCall.VALUES));
        with = added(with, getHeightCol(), all, ImageCall.HEIGHT);
        with = added(with, getWidthCol(), all, ImageCall.WIDTH);
        with = added(with, getChannelsCol(), all, ImageCall.CHANNELS);
        return added(with, getErrorCol(), all, ImageCall.ERROR).drop(all);
    }

    private static Dataset<Row> added(Dataset<Row> rows, String column, String all, String field) {
        return column.isEmpty() ? rows : rows.withColumn(column, field(rows, all, field));
    }

    private static Column field(Dataset<Row> rows, String all, String name) {
        return Columns.of(rows, all).getField(name);
    }

    private ImageSettings settings() {
        boolean bytes = getOutputType().equals(BINARY);
        return new ImageSettings(
                getMaxPixels(),
                lengths("resize", getResize()),
                InterpolationMode.valueOf(getInterpolation().toUpperCase(Locale.ROOT)),
                lengths("centerCrop", getCenterCrop()),
                getColorMode().equals(GRAY),
                isSet(scale()) ? (Boolean) getOrDefault(scale()) : !bytes,
                Arrays.stream(getMean()).boxed().toList(),
                Arrays.stream(getStd()).boxed().toList(),
                bytes);
    }

    private static List<Integer> lengths(String name, int[] lengths) {
        if (lengths.length > 2 || Arrays.stream(lengths).anyMatch(length -> length < 1)) {
            throw new ArclightException(
                    name + " is " + Arrays.toString(lengths) + "; expected one or two lengths of at least 1, or none");
        }
        return Arrays.stream(lengths).boxed().toList();
    }

    @Override
    public StructType transformSchema(StructType schema) {
        DataType type = Columns.require(schema, getInputCol()).dataType();
        if (!(type instanceof BinaryType) && !ImageCall.isPath(type)) {
            throw new DataException(
                    getInputCol(),
                    "type " + type.catalogString()
                            + " holds no pictures; expected binary, the bytes of files, or string, their paths");
        }
        if (!getOriginCol().isEmpty()
                && !(Columns.require(schema, getOriginCol()).dataType() instanceof StringType)) {
            throw new DataException(getOriginCol(), "is no text, so no picture can be called by it; cast it to string");
        }
        boolean bytes = settings().bytes();
        StructType wider = schema;
        wider = added(
                wider,
                getOutputCol(),
                bytes ? DataTypes.BinaryType : DataTypes.createArrayType(DataTypes.FloatType, false));
        wider = added(wider, getHeightCol(), DataTypes.IntegerType);
        wider = added(wider, getWidthCol(), DataTypes.IntegerType);
        wider = added(wider, getChannelsCol(), DataTypes.IntegerType);
        return added(wider, getErrorCol(), DataTypes.StringType);
    }

    private static StructType added(StructType schema, String column, DataType type) {
        if (column.isEmpty()) {
            return schema;
        }
        if (Columns.find(schema, column).isPresent()) {
            throw new DataException(
                    column, "is to be added but is there already; drop it or set another output column");
        }
        return schema.add(column, type, true);
    }

    @Override
    public ImageReader copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public MLWriter write() {
        return DefaultParamsWritable.super.write();
    }

    /** Reads a stage that {@code write().save} wrote. */
    public static MLReader<ImageReader> read() {
        return new ImageReaderReader();
    }

    public static ImageReader load(String path) {
        return read().load(path);
    }

    public String getInputCol() {
        return getOrDefault(inputCol());
    }

    public String getOriginCol() {
        return getOrDefault(originCol());
    }

    public String getOutputCol() {
        return getOrDefault(outputCol());
    }

    public String getHeightCol() {
        return getOrDefault(heightCol());
    }

    public String getWidthCol() {
        return getOrDefault(widthCol());
    }

    public String getChannelsCol() {
        return getOrDefault(channelsCol());
    }

    public String getErrorCol() {
        return getOrDefault(errorCol());
    }

    public String getOutputType() {
        return getOrDefault(outputType());
    }

    public long getMaxPixels() {
        return (Long) getOrDefault(maxPixels());
    }

    public int[] getResize() {
        return getOrDefault(resize());
    }

    public String getInterpolation() {
        return getOrDefault(interpolation());
    }

    public int[] getCenterCrop() {
        return getOrDefault(centerCrop());
    }

    public String getColorMode() {
        return getOrDefault(colorMode());
    }

    public double[] getMean() {
        return getOrDefault(mean());
    }

    public double[] getStd() {
        return getOrDefault(std());
    }

    public ImageReader setInputCol(String value) {
        set(inputCol(), value);
        return this;
    }

    public ImageReader setOriginCol(String value) {
        set(originCol(), value);
        return this;
    }

    public ImageReader setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    public ImageReader setHeightCol(String value) {
        set(heightCol(), value);
        return this;
    }

    public ImageReader setWidthCol(String value) {
        set(widthCol(), value);
        return this;
    }

    public ImageReader setChannelsCol(String value) {
        set(channelsCol(), value);
        return this;
    }

    public ImageReader setErrorCol(String value) {
        set(errorCol(), value);
        return this;
    }

    public ImageReader setOutputType(String value) {
        set(outputType(), value);
        return this;
    }

    public ImageReader setMaxPixels(long value) {
        set(maxPixels(), value);
        return this;
    }

    /** One number for the shorter edge, two for height and width. */
    public ImageReader setResize(int... lengths) {
        set(resize(), lengths);
        return this;
    }

    public ImageReader setInterpolation(String value) {
        set(interpolation(), value);
        return this;
    }

    /** One number for a square, two for height and width. */
    public ImageReader setCenterCrop(int... lengths) {
        set(centerCrop(), lengths);
        return this;
    }

    public ImageReader setColorMode(String value) {
        set(colorMode(), value);
        return this;
    }

    public ImageReader setScale(boolean value) {
        set(scale(), value);
        return this;
    }

    public ImageReader setMean(double... values) {
        set(mean(), values);
        return this;
    }

    public ImageReader setStd(double... values) {
        set(std(), values);
        return this;
    }
}
