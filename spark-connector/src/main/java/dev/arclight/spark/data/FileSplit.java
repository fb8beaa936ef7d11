package dev.arclight.spark.data;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.unsafe.types.UTF8String;

/** The file that a task reads, from a byte on; how many rows lie before it is read from the file when it is first asked. */
final class FileSplit {
    static final FileSplit NONE = new FileSplit(UTF8String.EMPTY_UTF8, 0);

    private static final long UNKNOWN = -1;

    private final UTF8String path;
    private final long start;
    private long before = UNKNOWN;

    FileSplit(UTF8String path, long start) {
        this.path = path;
        this.start = start;
    }

    boolean is(UTF8String otherPath, long otherStart) {
        return otherStart == start && otherPath.equals(path);
    }

    /** The file, or an empty text if there is none. */
    String path() {
        return path.toString();
    }

    long start() {
        return start;
    }

    /** A split holds the row groups whose middle lies in it, so those before it have their middle before its start. */
    long rowsBefore() throws IOException {
        if (before == UNKNOWN) {
            before = start == 0 ? 0 : count();
        }
        return before;
    }

    private long count() throws IOException {
        HadoopInputFile input = HadoopInputFile.fromPath(
                new Path(path.toString()), SparkHadoopUtil.get().conf());
        try (ParquetFileReader reader = ParquetFileReader.open(input)) {
            long rows = 0;
            for (BlockMetaData group : reader.getFooter().getBlocks()) {
                if (group.getStartingPos() + group.getCompressedSize() / 2 < start) {
                    rows += group.getRowCount();
                }
            }
            return rows;
        }
    }
}
