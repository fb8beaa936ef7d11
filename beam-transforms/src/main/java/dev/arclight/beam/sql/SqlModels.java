package dev.arclight.beam.sql;

import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.LoadedModel;
import dev.arclight.beam.inference.ModelRef;
import dev.arclight.io.ModelAccessException;
import dev.arclight.tensor.ArclightException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Models by folder, loaded once per JVM and kept: a SQL function has no end at which one could be released. Safe for all
 * threads.
 */
final class SqlModels {
    private static final LongAdder LOADS = new LongAdder();
    private static final Map<String, Loaded> MODELS = new ConcurrentHashMap<>();

    private SqlModels() {}

    /** How many models this JVM has loaded for SQL. */
    static long loads() {
        return LOADS.sum();
    }

    /** The model's outputs for one row. */
    static float[] outputs(String folder, float... features) {
        return MODELS.computeIfAbsent(folder, SqlModels::load).run(folder, features);
    }

    private static Loaded load(String folder) {
        try {
            LoadedModel<float[], float[]> model = ArclightHandler.floats().load(ModelRef.of(folder));
            LOADS.increment();
            return new Loaded(model);
        } catch (ArclightException e) {
            throw e;
        } catch (Exception e) {
            throw new ModelAccessException("model folder '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static final class Loaded {
        private final LoadedModel<float[], float[]> model;
        private final ThreadLocal<LoadedModel.Session<float[], float[]>> sessions;

        Loaded(LoadedModel<float[], float[]> model) {
            this.model = model;
            this.sessions = ThreadLocal.withInitial(this.model::openSession);
        }

        float[] run(String folder, float... features) {
            try {
                return sessions.get().run(List.of(features)).get(0);
            } catch (ArclightException e) {
                throw e;
            } catch (Exception e) {
                throw new ArclightException("model '" + folder + "' failed: " + e.getMessage(), e);
            }
        }
    }

    /** Null if there is no list or one of its numbers is null, as SQL has it. */
    static float @Nullable [] numbers(@Nullable List<? extends Number> features) {
        if (features == null) {
            return null;
        }
        float[] numbers = new float[features.size()];
        int i = 0;
        for (Number feature : features) {
            if (feature == null) {
                return null;
            }
            numbers[i++] = feature.floatValue();
        }
        return numbers;
    }

    /** Each byte as a number from 0 to 255. */
    static float @Nullable [] numbers(byte @Nullable [] features) {
        if (features == null) {
            return null;
        }
        float[] numbers = new float[features.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = features[i] & 0xff;
        }
        return numbers;
    }

    /** @throws ArclightException if there are several */
    static double only(String function, String folder, float... outputs) {
        if (outputs.length != 1) {
            throw new ArclightException(function + ": model '" + folder + "' has " + outputs.length
                    + " outputs; use ARCLIGHT_SCORES, which gives them all, or ARCLIGHT_CLASSIFY");
        }
        return outputs[0];
    }

    /** The number of the greatest output, the lowest such; null if one is NaN. */
    static @Nullable Integer greatest(String folder, float... outputs) {
        if (outputs.length == 1) {
            throw new ArclightException("ARCLIGHT_CLASSIFY: model '" + folder
                    + "' has one output and so no classes to choose from; use ARCLIGHT_PREDICT and compare");
        }
        int best = 0;
        for (int i = 0; i < outputs.length; i++) {
            if (Float.isNaN(outputs[i])) {
                return null;
            }
            best = outputs[i] > outputs[best] ? i : best;
        }
        return best;
    }

    static List<Double> doubles(float... outputs) {
        Double[] doubles = new Double[outputs.length];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = (double) outputs[i];
        }
        return List.of(doubles);
    }
}
