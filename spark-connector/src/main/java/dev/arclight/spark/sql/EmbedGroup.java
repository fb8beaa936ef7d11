package dev.arclight.spark.sql;

import dev.arclight.model.embedding.EmbeddingSession;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.executor.TaskThreads;
import dev.arclight.spark.files.FolderFiles;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.NumThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;

/**
 * What tasks need to know of calls that embed the same text with the same model.
 *
 * @param column what messages call the text
 * @param ordinal where it lies in a task's rows
 * @param fields where the vector goes
 */
record EmbedGroup(
        Broadcast<FolderFiles> files, EmbeddingSettings settings, String column, int ordinal, List<Integer> fields)
        implements CallGroup {

    @Override
    public CallSession open(int batchRows, RowPosition position) {
        EmbeddingSession session =
                SharedEmbedder.of(files.value()).with(settings).newSession();
        return new Session(session, batchRows, position);
    }

    /** Rows with a null text are left out, and equal texts of a batch are embedded once, as one that a query compares all with. */
    private final class Session implements CallSession {
        private static final int NULL = -1;

        private final EmbeddingSession session;
        private final RowPosition position;
        private final int[] slots;
        private final List<String> texts = new ArrayList<>();
        private final Map<String, Integer> slotOf = new HashMap<>();
        private int rows;
        private float[][] vectors = {};

        Session(EmbeddingSession session, int batchRows, RowPosition position) {
            this.session = session;
            this.position = position;
            this.slots = new int[batchRows];
        }

        @Override
        public void clear() {
            texts.clear();
            slotOf.clear();
            rows = 0;
        }

        @Override
        public void read(InternalRow values, int index, int ahead) {
            rows = index + 1;
            if (values.isNullAt(ordinal)) {
                slots[index] = NULL;
                return;
            }
            String text = values.getUTF8String(ordinal).toString();
            Integer known = slotOf.putIfAbsent(text, texts.size());
            if (known == null) {
                texts.add(text);
            }
            slots[index] = known == null ? texts.size() - 1 : known;
        }

        @Override
        public void score() {
            try (NumThreads.Scope threads = TaskThreads.open()) {
                vectors = session.embed(texts);
            } catch (ArclightException e) {
                throw named(e);
            }
        }

        /** The error of the first text that is refused by itself, with the place of its row. */
        private ArclightException named(ArclightException error) {
            for (int row = 0; row < rows; row++) {
                if (slots[row] != NULL) {
                    try {
                        session.embed(texts.get(slots[row]));
                    } catch (ArclightException e) {
                        ArclightException found = position.error(column, row - rows, String.valueOf(e.getMessage()));
                        found.initCause(e);
                        return found;
                    }
                }
            }
            return error;
        }

        @Override
        public void write(int index, InternalRow values) {
            for (int field : fields) {
                if (slots[index] == NULL) {
                    values.setNullAt(field);
                } else {
                    values.update(field, UnsafeArrayData.fromPrimitiveArray(vectors[slots[index]]));
                }
            }
        }
    }
}
