package dev.arclight.jobs.train;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads finite numbers from 0 up. */
final class NotNegative implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        double number = LearningRate.number(text);
        if (number >= 0 && number < Double.POSITIVE_INFINITY) {
            return number;
        }
        throw new TypeConversionException("'" + text + "' is less than 0");
    }
}
