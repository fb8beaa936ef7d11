package dev.arclight.beam.train;

import dev.arclight.beam.data.BeamModelSource;
import dev.arclight.io.Model;
import dev.arclight.io.ModelFolder;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;

/** Models of this JVM, one for each folder as it stands; one goes when no step uses it. Safe for all threads. */
final class SharedModels {
    private static final Map<String, WeakReference<Pair>> PAIRS = new HashMap<>();

    /** A model, and what int8 makes of it where that was asked for. */
    static final class Pair {
        private final Model model;
        private final Module int8;

        private Pair(Model model, Module int8) {
            this.model = model;
            this.int8 = int8;
        }

        Model model() {
            return model;
        }

        Module int8() {
            return int8;
        }
    }

    private SharedModels() {}

    /** @param quantizes whether {@link Pair#int8} is int8; otherwise it is the model itself */
    static synchronized Pair load(String folder, boolean quantizes) {
        BeamModelSource source = BeamModelSource.of(folder);
        String key = quantizes + " " + source.location() + " " + source.stamp().orElse("");
        WeakReference<Pair> known = PAIRS.get(key);
        Pair pair = known == null ? null : known.get();
        if (pair == null) {
            Model model = ModelFolder.read(source);
            Module int8 = quantizes ? DynamicQuantization.quantize(model.module()) : model.module();
            pair = new Pair(model, int8);
            PAIRS.values().removeIf(each -> each.get() == null);
            PAIRS.put(key, new WeakReference<>(pair));
        }
        return pair;
    }
}
