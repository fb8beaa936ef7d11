package dev.arclight.beam.inference;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.DefaultCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Says where a model is, and what it is called in predictions. References that are equal are one model, loaded once; a model
 * that is written anew at the same place needs another version or stamp to be loaded again. Immutable.
 *
 * @param location where the handler loads it from
 * @param version the model id of its predictions; empty for the checksum of what was loaded
 * @param stamp tells apart what was at the location at different times; empty if the version does
 */
@DefaultCoder(ModelRef.ModelRefCoder.class)
public record ModelRef(String location, String version, String stamp) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What an example has for which no model was named. */
    static final ModelRef NONE = new ModelRef("", "", "");

    /** A model that its predictions name by checksum. */
    public static ModelRef of(String location) {
        return of(location, "");
    }

    /** A model that its predictions name so. */
    public static ModelRef of(String location, String version) {
        if (location.isEmpty()) {
            throw new IllegalArgumentException("ModelRef: the location is empty; give the model's folder");
        }
        return new ModelRef(location, version, "");
    }

    /** The same place at another time. */
    public ModelRef withStamp(String other) {
        return new ModelRef(location, version, other);
    }

    /** Three strings; deterministic, so a reference may be a key. */
    public static final class ModelRefCoder extends AtomicCoder<ModelRef> {
        private static final StringUtf8Coder STRINGS = StringUtf8Coder.of();
        private static final ModelRefCoder INSTANCE = new ModelRefCoder();

        private ModelRefCoder() {}

        public static ModelRefCoder of() {
            return INSTANCE;
        }

        /** Called by Beam, by name. */
        public static CoderProvider getCoderProvider() {
            return CoderProviders.forCoder(TypeDescriptor.of(ModelRef.class), INSTANCE);
        }

        @Override
        public void encode(@Nullable ModelRef ref, OutputStream out) throws IOException {
            if (ref == null) {
                throw new CoderException("ModelRefCoder cannot encode null");
            }
            STRINGS.encode(ref.location(), out);
            STRINGS.encode(ref.version(), out);
            STRINGS.encode(ref.stamp(), out);
        }

        @Override
        public ModelRef decode(InputStream in) throws IOException {
            return new ModelRef(STRINGS.decode(in), STRINGS.decode(in), STRINGS.decode(in));
        }

        @Override
        public boolean consistentWithEquals() {
            return true;
        }
    }
}
