package dev.arclight.spark.train;

import java.util.Locale;

/**
 * How an epoch ended on the rows that are held out.
 *
 * @param epoch counted from 1
 * @param rows the weight of the rows together; their number if they have no weights
 * @param loss their mean loss with the averaged parameters
 * @param accuracy the share of them whose class was told right; NaN where there are no classes
 * @param best whether no epoch before had a lower loss
 */
public record EpochReport(int epoch, int epochs, double rows, double loss, double accuracy, boolean best) {

    /** A progress line. */
    @Override
    public String toString() {
        String hits = Double.isNaN(accuracy) ? "" : String.format(Locale.ROOT, ", accuracy %.2f %%", accuracy * 100);
        return String.format(
                Locale.ROOT,
                "epoch %d/%d: validation loss %.4f%s%s",
                epoch,
                epochs,
                loss,
                hits,
                best ? ", the best so far" : "");
    }
}
