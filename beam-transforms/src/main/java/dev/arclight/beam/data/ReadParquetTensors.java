package dev.arclight.beam.data;

import dev.arclight.data.DataFormatException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads columns of Parquet files as blocks of tensors, from any file system that Beam knows ({@code hdfs://} with
 * {@code beam-sdks-java-io-hadoop-file-system}). Splits by row group; a block lies in one.
 *
 * <pre>{@code
 * PCollection<TensorBlock> images = pipeline.apply(
 *         ReadParquetTensors.from("hdfs://…/train.parquet").withColumn("image", 28, 28).withColumn("label"));
 * }</pre>
 *
 * <p>Numbers become {@code [rows]}; lists of numbers, nested to any depth, {@code [rows, extents…]}; binary
 * {@code uint8[rows, bytes]}. Values are copied as they are decoded: no record, no list, no boxed number. The dtype is the
 * column's own unless {@link #withDType} says another.
 *
 * <p>The pipeline fails with a {@link DataFormatException} that names the file, the column and the row if there is no such
 * column, its type is none of these, a value is null, lists are of different lengths, or a number does not fit the dtype.
 */
public final class ReadParquetTensors extends PTransform<PBegin, PCollection<TensorBlock>> {
    /** So many images of 784 bytes are 200 KB: far more than what a runner spends on an element, far less than a bundle. */
    private static final int BLOCK_ROWS = 256;

    private final String filepattern;
    private final Map<String, ColumnRequest> columns;
    private final int blockRows;

    private ReadParquetTensors(String filepattern, Map<String, ColumnRequest> columns, int blockRows) {
        this.filepattern = filepattern;
        this.columns = columns;
        this.blockRows = blockRows;
    }

    /** Reads a file, all files of a glob, or all {@code *.parquet} of a folder. */
    public static ReadParquetTensors from(String filepattern) {
        return new ReadParquetTensors(filepattern, Map.of(), BLOCK_ROWS);
    }

    /**
     * Reads this column, too.
     *
     * @param shape the extents of one row; all rows of all files must have as many values. Without, a row has the extents
     *     of its row group's first one
     * @throws ShapeException if an extent is less than 1
     */
    public ReadParquetTensors withColumn(String name, int... shape) {
        for (int extent : shape) {
            if (extent < 1) {
                throw new ShapeException("column '" + name + "': extent " + extent + ", expected at least 1");
            }
        }
        return with(new ColumnRequest(name, shape, ColumnRequest.ITS_OWN));
    }

    /**
     * Converts this column's numbers.
     *
     * @param dtype bool, uint8, int8, int32, int64, float32 or float64
     * @throws IllegalArgumentException if {@link #withColumn} does not ask for the column, or the dtype is another
     */
    public ReadParquetTensors withDType(String name, DType dtype) {
        ColumnRequest known = columns.get(name);
        if (known == null) {
            throw new IllegalArgumentException("column '" + name + "' is not read; call withColumn before withDType");
        }
        ColumnArray.requireKnown(dtype);
        return with(new ColumnRequest(name, known.shape(), dtype.toString()));
    }

    /** Puts at most so many rows into a block; default 256. */
    public ReadParquetTensors withBlockRows(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("blockRows is " + rows + ", expected at least 1");
        }
        return new ReadParquetTensors(filepattern, columns, rows);
    }

    private ReadParquetTensors with(ColumnRequest column) {
        Map<String, ColumnRequest> all = new LinkedHashMap<>(columns);
        all.put(column.name(), column);
        return new ReadParquetTensors(filepattern, all, blockRows);
    }

    @Override
    public PCollection<TensorBlock> expand(PBegin begin) {
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("ReadParquetTensors reads no column; call withColumn");
        }
        return begin.apply("Pattern", Create.of(filepattern))
                .apply("Find", ParDo.of(new FindFilesFn()))
                // Without this, files that one source matched may all be read by one worker.
                .apply("Spread", Redistribute.arbitrarily())
                .apply("Open", FileIO.readMatches().withCompression(Compression.UNCOMPRESSED))
                .apply("Read", ParDo.of(new ReadRowGroupsFn(List.copyOf(columns.values()), blockRows)));
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("filePattern", filepattern).withLabel("Files"))
                .add(DisplayData.item("columns", String.join(", ", columns.keySet()))
                        .withLabel("Columns"))
                .add(DisplayData.item("blockRows", blockRows).withLabel("Rows in a block"));
    }
}
