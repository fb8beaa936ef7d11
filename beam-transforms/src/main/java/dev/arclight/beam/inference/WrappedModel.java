package dev.arclight.beam.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A model seen through other examples and outputs.
 *
 * @param <I> examples as they come
 * @param <O> outputs as they go
 * @param <X> the inner model's examples
 * @param <Y> the inner model's outputs
 */
abstract class WrappedModel<I, O, X, Y> implements LoadedModel<I, O> {
    private final LoadedModel<X, Y> inner;

    WrappedModel(LoadedModel<X, Y> inner) {
        this.inner = inner;
    }

    abstract X unwrap(I example) throws Exception;

    abstract List<O> rewrap(List<I> batch, List<Y> outputs) throws Exception;

    @Override
    public final Session<I, O> openSession() {
        Session<X, Y> session = inner.openSession();
        return new Session<>() {
            @Override
            public List<O> run(List<I> batch) throws Exception {
                List<X> examples = new ArrayList<>(batch.size());
                for (I example : batch) {
                    examples.add(unwrap(example));
                }
                List<Y> outputs = session.run(examples);
                Scorer.requireOnePerExample(outputs, batch.size());
                return rewrap(batch, outputs);
            }

            @Override
            public void warmUp(int rows) {
                session.warmUp(rows);
            }

            @Override
            public void close() throws Exception {
                session.close();
            }
        };
    }

    @Override
    public final long tokenCount(I example) {
        X unwrapped;
        try {
            unwrapped = unwrap(example);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new ExampleException("an example has no count of tokens: " + e.getMessage(), e);
        }
        return inner.tokenCount(unwrapped);
    }

    @Override
    public final long byteSize() {
        return inner.byteSize();
    }

    @Override
    public final Optional<String> checksum() {
        return inner.checksum();
    }

    @Override
    public final void close() throws Exception {
        inner.close();
    }
}
