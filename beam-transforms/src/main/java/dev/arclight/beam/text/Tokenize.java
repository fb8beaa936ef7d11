package dev.arclight.beam.text;

import dev.arclight.beam.data.IntArrayCoder;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.Row;
import org.jspecify.annotations.Nullable;

/**
 * Turns texts into the ids of their tokens. A tokenizer is built once in each JVM and shared by all threads.
 *
 * <pre>{@code
 * PCollection<int[]> ids = texts.apply(Tokenize.with("gs://models/bert/tokenizer.json").withMaxLength(128));
 *
 * PCollection<Row> more = reviews.apply(                        // the same rows, with input_ids and attention_mask
 *         Tokenize.with("gs://models/bert").withMaxLength(128).withPadding().ofField("review"));
 * }</pre>
 */
public final class Tokenize extends PTransform<PCollection<String>, PCollection<int[]>> {
    private final TokenSettings settings;

    private Tokenize(TokenSettings settings) {
        this.settings = settings;
    }

    /**
     * With special tokens, cut off where the tokenizer says, without padding.
     *
     * @param location of a tokenizer.json or of a folder that holds one, on any file system that Beam knows
     */
    public static Tokenize with(String location) {
        return new Tokenize(new TokenSettings(location, true, 0, false));
    }

    /**
     * Cuts texts off behind so many tokens, marks such as [CLS] included.
     *
     * @throws TokenizerException if that is less than 1
     */
    public Tokenize withMaxLength(int tokens) {
        if (tokens < 1) {
            throw new TokenizerException("maxLength is " + tokens + ", expected at least 1");
        }
        return new Tokenize(
                new TokenSettings(settings.location(), settings.addSpecialTokens(), tokens, settings.pads()));
    }

    /**
     * Fills shorter texts up to the length that {@link #withMaxLength} gave.
     *
     * @throws TokenizerException if it was not called before
     */
    public Tokenize withPadding() {
        if (settings.maxLength() == 0) {
            throw new TokenizerException("withPadding fills up to maxLength; call withMaxLength before");
        }
        return new Tokenize(
                new TokenSettings(settings.location(), settings.addSpecialTokens(), settings.maxLength(), true));
    }

    /** Puts no marks such as [CLS] around texts. */
    public Tokenize withoutSpecialTokens() {
        return new Tokenize(new TokenSettings(settings.location(), false, settings.maxLength(), settings.pads()));
    }

    /** The same for a field of rows. */
    public Fields ofField(String field) {
        return new Fields(settings, field);
    }

    @Override
    public PCollection<int[]> expand(PCollection<String> texts) {
        return texts.apply("Encode", ParDo.of(new EncodeFn(settings))).setCoder(IntArrayCoder.of());
    }

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
        display(settings, builder);
    }

    private static void display(TokenSettings settings, DisplayData.Builder builder) {
        builder.add(DisplayData.item("tokenizer", settings.location()).withLabel("Tokenizer"))
                .addIfNotDefault(
                        DisplayData.item("maxLength", settings.maxLength()).withLabel("Most tokens"), 0)
                .add(DisplayData.item("padding", settings.pads()).withLabel("Padding"));
    }

    /**
     * Adds {@value #IDS}, ARRAY of INT32, to rows, and with padding {@value #MASK}: 1 for each token and 0 for padding. A text
     * that is null has null ids.
     */
    public static final class Fields extends PTransform<PCollection<Row>, PCollection<Row>> {
        /** The field of the ids. */
        public static final String IDS = "input_ids";

        /** The field that tells tokens from padding. */
        public static final String MASK = "attention_mask";

        private static final Schema.FieldType NUMBERS =
                Schema.FieldType.array(Schema.FieldType.INT32).withNullable(true);

        private final TokenSettings settings;
        private final String field;

        private Fields(TokenSettings settings, String field) {
            this.settings = settings;
            this.field = field;
        }

        /** @throws TokenizerException if rows have no such field of text, or have one that would be added */
        @Override
        public PCollection<Row> expand(PCollection<Row> rows) {
            Schema schema = rows.getSchema();
            if (!schema.hasField(field) || schema.getField(field).getType().getTypeName() != Schema.TypeName.STRING) {
                throw new TokenizerException("rows have no field '" + field + "' of text; their fields are "
                        + schema.getFields().stream()
                                .map(each ->
                                        each.getName() + " " + each.getType().getTypeName())
                                .toList());
            }
            Schema.Builder more = Schema.builder().addFields(schema.getFields());
            for (String added : settings.pads() ? new String[] {IDS, MASK} : new String[] {IDS}) {
                if (schema.hasField(added)) {
                    throw new TokenizerException("rows have a field '" + added + "' already; rename or drop it before");
                }
                more.addField(added, NUMBERS);
            }
            Schema result = more.build();
            return rows.apply("Encode", ParDo.of(new EncodeFieldFn(settings, field, result)))
                    .setRowSchema(result);
        }

        @Override
        public void populateDisplayData(DisplayData.Builder builder) {
            display(settings, builder);
            builder.add(DisplayData.item("field", field).withLabel("Field"));
        }
    }

    static final class EncodeFn extends DoFn<String, int[]> {
        /** Texts of more tokens are encoded twice, the second time into enough room. */
        private static final int FIRST_ROOM = 512;

        private final TokenSettings settings;
        private transient @Nullable Tokenizer tokenizer;
        private transient int[] room = {};

        EncodeFn(TokenSettings settings) {
            this.settings = settings;
        }

        @Setup
        public void setUp() {
            tokenizer = settings.apply(SharedTokenizers.load(settings.location()));
            room = new int[FIRST_ROOM];
        }

        @ProcessElement
        public void processElement(@Element String text, OutputReceiver<int[]> out) {
            Tokenizer own = required(tokenizer);
            if (settings.pads()) {
                out.output(own.encode(text, settings.addSpecialTokens()).ids());
                return;
            }
            int count = own.encodeInto(text, settings.addSpecialTokens(), room);
            if (count > room.length) {
                room = new int[count];
                count = own.encodeInto(text, settings.addSpecialTokens(), room);
            }
            out.output(Arrays.copyOf(room, count));
        }
    }

    static final class EncodeFieldFn extends DoFn<Row, Row> {
        private final TokenSettings settings;
        private final String field;
        private final Schema schema;
        private transient @Nullable Tokenizer tokenizer;

        EncodeFieldFn(TokenSettings settings, String field, Schema schema) {
            this.settings = settings;
            this.field = field;
            this.schema = schema;
        }

        @Setup
        public void setUp() {
            tokenizer = settings.apply(SharedTokenizers.load(settings.location()));
        }

        @ProcessElement
        public void processElement(@Element Row row, OutputReceiver<Row> out) {
            List<@Nullable Object> values = new ArrayList<>(row.getValues());
            String text = row.getString(field);
            Encoding encoding = text == null ? null : required(tokenizer).encode(text, settings.addSpecialTokens());
            values.add(encoding == null ? null : boxed(encoding.ids()));
            if (settings.pads()) {
                values.add(encoding == null ? null : boxed(encoding.attentionMask()));
            }
            out.output(Row.withSchema(schema).attachValues(values));
        }

        private static List<Integer> boxed(int... numbers) {
            return Arrays.stream(numbers).boxed().toList();
        }
    }

    private static Tokenizer required(@Nullable Tokenizer tokenizer) {
        if (tokenizer == null) {
            throw new IllegalStateException("an element came before the step was set up");
        }
        return tokenizer;
    }
}
