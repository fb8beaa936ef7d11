package dev.arclight.jobs.train;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers above 0. */
final class LearningRate implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        double rate = number(text);
        if (rate > 0 && rate < Double.POSITIVE_INFINITY) {
            return rate;
        }
        throw new TypeConversionException("'" + text + "' is not greater than 0");
    }

    static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no number");
        }
    }
}
