package dev.arclight.data;

import dev.arclight.tensor.Generator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Batches of a dataset whose items are found by number. */
final class IndexedSource<T, B> implements BatchSource<B> {
    private final Dataset<T> dataset;
    private final Iterator<int[]> batches;
    private final Function<? super List<T>, ? extends B> collate;
    private final @Nullable Function<int[], ? extends B> gather;
    private final Generator pass;
    private long batch;

    /** How many items came before. */
    private long place;

    /** @param gather makes a batch at once, or null */
    IndexedSource(
            Dataset<T> dataset,
            Iterator<int[]> batches,
            Function<? super List<T>, ? extends B> collate,
            @Nullable Function<int[], ? extends B> gather,
            Generator pass) {
        this.dataset = dataset;
        this.batches = batches;
        this.collate = collate;
        this.gather = gather;
        this.pass = pass;
    }

    @Override
    public @Nullable LoadTask<B> next() {
        int[] indices;
        // Samplers that draw as they go draw from the pass's generator.
        try (Generator.Scope scope = pass.use()) {
            if (!batches.hasNext()) {
                return null;
            }
            indices = batches.next();
        }
        Task task = new Task(batch++, indices, place);
        place += indices.length;
        return task;
    }

    @Override
    public boolean skip() {
        return next() != null;
    }

    @Override
    public void close() {}

    private final class Task extends LoadTask<B> {
        private final long number;
        private final int[] indices;
        private final long first;

        Task(long number, int[] indices, long first) {
            super(number);
            this.number = number;
            this.indices = indices;
            this.first = first;
        }

        @Override
        public Optional<B> call() throws InterruptedException {
            if (gather != null) {
                return Optional.of(gather.apply(indices));
            }
            List<T> items = new ArrayList<>(indices.length);
            for (int i = 0; i < indices.length; i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("the pass was closed");
                }
                at(indices[i]);
                try (Generator.Scope own = of(pass, first + i, indices[i]).use()) {
                    items.add(dataset.get(indices[i]));
                }
            }
            at(NONE);
            try (Generator.Scope own = ofBatch(pass, number).use()) {
                return Optional.of(collate.apply(items));
            }
        }
    }
}
