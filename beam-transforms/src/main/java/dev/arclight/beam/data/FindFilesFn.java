package dev.arclight.beam.data;

import dev.arclight.data.DataFormatException;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * The files that a pattern names, or those in the folders that it names. File systems disagree on whether a folder matches itself,
 * and some then call it a file, so what lies in folders is looked for first.
 */
final class FindFilesFn extends DoFn<String, MatchResult.Metadata> {
    @ProcessElement
    public void processElement(@Element String pattern, OutputReceiver<MatchResult.Metadata> out) throws IOException {
        find(pattern).forEach(out::output);
    }

    /** @throws DataFormatException if there are none */
    static List<MatchResult.Metadata> find(String pattern) throws IOException {
        List<MatchResult.Metadata> files = files(inFolder(pattern));
        if (files.isEmpty()) {
            files = files(pattern);
        }
        if (files.isEmpty()) {
            throw new DataFormatException(
                    pattern + ": there is no such file and no folder with *.parquet; check the path");
        }
        return files;
    }

    private static String inFolder(String pattern) {
        return pattern.endsWith("/") ? pattern + "*.parquet" : pattern + "/*.parquet";
    }

    /** The pattern of the files themselves. */
    static String resolved(String pattern) throws IOException {
        return files(inFolder(pattern)).isEmpty() ? pattern : inFolder(pattern);
    }

    private static List<MatchResult.Metadata> files(String pattern) throws IOException {
        return FileSystems.match(pattern, EmptyMatchTreatment.ALLOW).metadata().stream()
                .filter(file -> !isFolder(file))
                .toList();
    }

    /** A local folder matches itself, as a file without a length to read. */
    private static boolean isFolder(MatchResult.Metadata file) {
        return file.resourceId().isDirectory();
    }
}
