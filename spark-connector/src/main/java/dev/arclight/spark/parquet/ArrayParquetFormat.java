package dev.arclight.spark.parquet;

import dev.arclight.spark.version.SparkApi;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetInputFormat;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.execution.datasources.FileFormat$;
import org.apache.spark.sql.execution.datasources.PartitionedFile;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.util.SerializableConfiguration;
import scala.Function1;
import scala.Option;
import scala.collection.Iterator;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/**
 * Parquet files as Spark reads them, in column batches whose arrays of float, double, int, smallint and tinyint are read in runs.
 *
 * <p>Spark's own reader reads the other columns, and everything that is not certain: scans with filters, which may pass over pages,
 * and files without such a column, with another type, with other encodings, or encrypted ones.
 */
public final class ArrayParquetFormat extends ParquetFileFormat {
    private static final long serialVersionUID = 1L;

    /** The setting that turns this reader off. */
    public static final String SETTING = "spark.arclight.parquet.fastArrays";

    private static final String ENCRYPTION = "parquet.crypto.factory.class";
    private static final String FIELD_IDS = "spark.sql.parquet.fieldId.read.enabled";

    /** Whether a session's settings have arrays read in this way. */
    public static boolean isOn(SQLConf settings) {
        return Boolean.parseBoolean(settings.getConfString(SETTING, "true"));
    }

    @Override
    public Option<Seq<String>> vectorTypes(StructType required, StructType partitions, SQLConf settings) {
        Seq<String> types = super.vectorTypes(required, partitions, settings).get();
        List<String> names = new ArrayList<>(CollectionConverters.asJava(types));
        for (int place : arrays(required)) {
            names.set(place, ColumnVector.class.getName());
        }
        return Option.apply(CollectionConverters.asScala(names).toList());
    }

    @Override
    public Function1<PartitionedFile, Iterator<InternalRow>> buildReaderWithPartitionValues(
            SparkSession session,
            StructType data,
            StructType partitions,
            StructType required,
            Seq<Filter> filters,
            Map<String, String> options,
            Configuration hadoop) {
        Configuration configuration = new Configuration(hadoop);
        Function1<PartitionedFile, Iterator<InternalRow>> all = super.buildReaderWithPartitionValues(
                session, data, partitions, required, filters, options, new Configuration(hadoop));
        int[] places = arrays(required);
        if (places.length == 0
                || !filters.isEmpty()
                || !options.get(FileFormat$.MODULE$.OPTION_RETURNING_BATCH()).contains("true")
                || !supportBatch(session, required)
                || Boolean.parseBoolean(SparkApi.settings(session).getConfString(FIELD_IDS, "false"))
                || configuration.get(ENCRYPTION) != null
                || ParquetInputFormat.getFilter(configuration) != FilterCompat.NOOP) {
            return all;
        }
        List<StructField> arrays = new ArrayList<>();
        StructType others = new StructType();
        for (int i = 0; i < required.length(); i++) {
            StructField field = required.fields()[i];
            if (ListColumn.is(field.dataType())) {
                arrays.add(field);
            } else {
                others = others.add(field);
            }
        }
        Function1<PartitionedFile, Iterator<InternalRow>> rest = super.buildReaderWithPartitionValues(
                session, data, partitions, others, filters, options, new Configuration(hadoop));
        Broadcast<SerializableConfiguration> shared = session.sparkContext()
                .broadcast(
                        new SerializableConfiguration(configuration),
                        ClassTag$.MODULE$.apply(SerializableConfiguration.class));
        return new Reader(all, rest, List.copyOf(arrays), places, shared);
    }

    /** Where columns that may be read in runs stand. */
    private static int[] arrays(StructType columns) {
        return IntStream.range(0, columns.length())
                .filter(i -> ListColumn.is(columns.fields()[i].dataType()))
                .toArray();
    }

    /** What a task does with a part of a file. */
    private static final class Reader extends AbstractFunction1<PartitionedFile, Iterator<InternalRow>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Function1<PartitionedFile, Iterator<InternalRow>> all;
        private final Function1<PartitionedFile, Iterator<InternalRow>> others;
        private final List<StructField> arrays;
        private final int[] places;
        private final Broadcast<SerializableConfiguration> configuration;

        Reader(
                Function1<PartitionedFile, Iterator<InternalRow>> all,
                Function1<PartitionedFile, Iterator<InternalRow>> others,
                List<StructField> arrays,
                int[] places,
                Broadcast<SerializableConfiguration> configuration) {
            this.all = all;
            this.others = others;
            this.arrays = arrays;
            this.places = places;
            this.configuration = configuration;
        }

        @Override
        @SuppressWarnings("unchecked") // column batches pass as rows, as Spark's own do
        public Iterator<InternalRow> apply(PartitionedFile part) {
            ArrayFile file = ArrayFile.open(
                    part.toPath(),
                    part.start(),
                    part.length(),
                    configuration.value().value(),
                    arrays);
            if (file == null) {
                return all.apply(part);
            }
            boolean opened = false;
            try {
                Iterator<?> batches = new ArrayBatches(others.apply(part), file, places);
                opened = true;
                return (Iterator<InternalRow>) batches;
            } finally {
                if (!opened) {
                    file.close();
                }
            }
        }
    }
}
