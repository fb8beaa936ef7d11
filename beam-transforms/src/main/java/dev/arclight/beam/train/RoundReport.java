package dev.arclight.beam.train;

import java.io.Serializable;
import java.util.Locale;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.SerializableCoder;

/**
 * How a round went.
 *
 * @param round counted from 1
 * @param epoch counted from 1
 * @param loss the mean of the rows' losses, each before the step that learnt from it; NaN if all rows had a weight of 0
 * @param examples how many rows were learnt from
 */
@DefaultCoder(SerializableCoder.class)
public record RoundReport(int round, int epoch, double loss, long examples) implements Serializable {
    private static final long serialVersionUID = 1L;

    String line() {
        return round + "\t" + epoch + "\t" + loss + "\t" + examples;
    }

    static RoundReport ofLine(String line) {
        String[] parts = line.split("\t", -1);
        return new RoundReport(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Double.parseDouble(parts[2]),
                Long.parseLong(parts[3]));
    }

    /** A progress line. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "round %d, epoch %d: loss %.4f over %,d examples", round, epoch, loss, examples);
    }
}
