package dev.arclight.beam.data;

import java.util.List;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviderRegistrar;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.values.TypeDescriptor;

/** Tells every pipeline the coders of arrays. Beam finds it by its service file. */
public final class ArrayCoders implements CoderProviderRegistrar {
    @Override
    public List<CoderProvider> getCoderProviders() {
        return List.of(
                CoderProviders.forCoder(TypeDescriptor.of(float[].class), FloatArrayCoder.of()),
                CoderProviders.forCoder(TypeDescriptor.of(double[].class), DoubleArrayCoder.of()),
                CoderProviders.forCoder(TypeDescriptor.of(int[].class), IntArrayCoder.of()),
                CoderProviders.forCoder(TypeDescriptor.of(long[].class), LongArrayCoder.of()));
    }
}
