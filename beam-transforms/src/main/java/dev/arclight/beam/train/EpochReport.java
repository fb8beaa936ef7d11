package dev.arclight.beam.train;

import java.util.Locale;

/**
 * How an epoch ended on the rows that are held out.
 *
 * @param epoch counted from 1
 * @param rows the weight of the rows together; their number if they have no weights
 * @param loss their mean loss with the averaged parameters
 * @param accuracy the share of them whose class was told right; NaN where there are no classes
 */
public record EpochReport(int epoch, double rows, double loss, double accuracy) {
    String line() {
        return epoch + "\t" + rows + "\t" + loss + "\t" + accuracy;
    }

    static EpochReport ofLine(String line) {
        String[] parts = line.split("\t", -1);
        return new EpochReport(
                Integer.parseInt(parts[0]),
                Double.parseDouble(parts[1]),
                Double.parseDouble(parts[2]),
                Double.parseDouble(parts[3]));
    }

    /** A progress line. */
    @Override
    public String toString() {
        String hits = Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", accuracy * 100);
        return String.format(Locale.ROOT, "epoch %d: validation loss %.4f%s", epoch, loss, hits);
    }
}
