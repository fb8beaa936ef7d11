package dev.arclight.jobs.train;

import dev.arclight.jobs.JobException;
import dev.arclight.spark.data.Columns;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The extents of a grey image. */
record ImageSize(int height, int width) {
    int pixels() {
        return height * width;
    }

    /**
     * The size of the images in a column, which are taken to be square.
     *
     * @throws JobException if there is no row, the first holds no pixels or their number is no square
     */
    static ImageSize ofFirst(Dataset<Row> rows, String column) {
        List<Row> first = rows.select(Columns.of(rows, column)).takeAsList(1);
        if (first.isEmpty()) {
            throw new JobException("the input holds no rows; there is nothing to learn from");
        }
        int pixels = pixels(first.get(0).isNullAt(0) ? "null" : first.get(0).get(0), column);
        int side = (int) Math.round(Math.sqrt(pixels));
        if (side * side != pixels) {
            throw new JobException("column '" + column + "' holds " + pixels
                    + " numbers in its first row, which is no square image; say its extents with --image-size");
        }
        return new ImageSize(side, side);
    }

    private static int pixels(Object value, String column) {
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof scala.collection.Seq<?> numbers) {
            return numbers.length();
        }
        throw new JobException("column '" + column + "' holds " + value
                + " in its first row, expected the pixels of an image as binary or an array of numbers");
    }

    /** Reads {@code HEIGHTxWIDTH}. */
    static final class Converter implements ITypeConverter<ImageSize> {
        @Override
        public ImageSize convert(String text) {
            String[] extents = text.split("x", -1);
            try {
                if (extents.length == 2) {
                    ImageSize size = new ImageSize(Integer.parseInt(extents[0]), Integer.parseInt(extents[1]));
                    if (size.height >= 1 && size.width >= 1) {
                        return size;
                    }
                }
            } catch (NumberFormatException e) {
                throw refused(text);
            }
            throw refused(text);
        }

        private static TypeConversionException refused(String text) {
            return new TypeConversionException("'" + text + "' is no size such as 28x28");
        }
    }
}
