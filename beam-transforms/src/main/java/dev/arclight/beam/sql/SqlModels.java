package dev.arclight.beam.sql;

import dev.arclight.beam.data.LoadOnce;
import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.LoadedModel;
import dev.arclight.beam.inference.ModelRef;
import dev.arclight.io.ModelAccessException;
import dev.arclight.tensor.ArclightException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Models by folder, loaded once per JVM and kept: a SQL function has no end at which one could be released. Safe for all
 * threads.
 */
final class SqlModels {
    private static final ArclightHandler<double[], double[]> HANDLER =
            ArclightHandler.doubles().doubleOutputs();

    private static final LongAdder LOADS = new LongAdder();
    private static final Map<String, LoadOnce<Loaded>> MODELS = new ConcurrentHashMap<>();

    private SqlModels() {}

    /** How many models this JVM has loaded for SQL. */
    static long loads() {
        return LOADS.sum();
    }

    /** The model's outputs for one row; null if the folder or the features are, as SQL has it. */
    static double @Nullable [] outputs(@Nullable String folder, double @Nullable [] features) {
        if (folder == null || features == null) {
            return null;
        }
        Optional<Loaded> model = model(folder);
        while (model.isEmpty()) {
            model = model(folder);
        }
        return model.get().run(folder, features);
    }

    /** Nothing if another thread, which was loading the model, was stopped. */
    private static Optional<Loaded> model(String folder) {
        LoadOnce<Loaded> loading = MODELS.computeIfAbsent(folder, SqlModels::loading);
        try {
            return loading.get();
        } catch (Exception e) {
            throw failed("model folder '" + folder + "' cannot be read", e);
        } finally {
            if (loading.hasFailed()) {
                MODELS.remove(folder, loading);
            }
        }
    }

    private static LoadOnce<Loaded> loading(String folder) {
        return new LoadOnce<>(() -> {
            Loaded loaded = new Loaded(HANDLER.load(ModelRef.of(folder)));
            LOADS.increment();
            return loaded;
        });
    }

    /** What says best what was wrong: itself where it may be thrown here. */
    private static RuntimeException failed(String what, Exception cause) {
        if (cause instanceof RuntimeException itself) {
            return itself;
        }
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new ModelAccessException(what + ": " + cause.getMessage(), cause);
    }

    private static final class Loaded {
        private final LoadedModel<double[], double[]> model;
        private final ThreadLocal<LoadedModel.Session<double[], double[]>> sessions;

        Loaded(LoadedModel<double[], double[]> model) {
            this.model = model;
            this.sessions = ThreadLocal.withInitial(this.model::openSession);
        }

        double[] run(String folder, double... features) {
            try {
                return sessions.get().run(List.of(features)).get(0);
            } catch (Exception e) {
                throw failed("model '" + folder + "' failed", e);
            }
        }
    }

    /** Null if there is no list or one of its numbers is null, as SQL has it. */
    static double @Nullable [] numbers(@Nullable List<? extends Number> features) {
        if (features == null) {
            return null;
        }
        double[] numbers = new double[features.size()];
        int i = 0;
        for (Number feature : features) {
            if (feature == null) {
                return null;
            }
            numbers[i++] = feature.doubleValue();
        }
        return numbers;
    }

    /** Each byte as a number from 0 to 255. */
    static double @Nullable [] numbers(byte @Nullable [] features) {
        if (features == null) {
            return null;
        }
        double[] numbers = new double[features.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = features[i] & 0xff;
        }
        return numbers;
    }

    /** @throws ArclightException if there are several */
    static double only(String function, @Nullable String folder, double... outputs) {
        if (outputs.length != 1) {
            throw new ArclightException(function + ": model '" + folder + "' has " + outputs.length
                    + " outputs; use ARCLIGHT_SCORES, which gives them all, or ARCLIGHT_CLASSIFY");
        }
        return outputs[0];
    }

    /** The number of the greatest output, the lowest such; null if one is NaN. */
    static @Nullable Integer greatest(@Nullable String folder, double... outputs) {
        if (outputs.length == 1) {
            throw new ArclightException("ARCLIGHT_CLASSIFY: model '" + folder
                    + "' has one output and so no classes to choose from; use ARCLIGHT_PREDICT and compare");
        }
        int best = ArclightHandler.classOf(outputs);
        return best < 0 ? null : best;
    }

    static List<Double> list(double... outputs) {
        return Arrays.stream(outputs).boxed().toList();
    }
}
