package dev.arclight.jobs.train;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads numbers from 0 to below 1. */
final class Momentum implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
        double share = LearningRate.number(text);
        if (share >= 0 && share < 1) {
            return share;
        }
        throw new TypeConversionException("'" + text + "' is not at least 0 and less than 1");
    }
}
