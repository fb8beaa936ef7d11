package dev.arclight.accelerate;

import dev.arclight.distributed.ProcessGroup;
import dev.arclight.tensor.Stateful;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Batches dealt out to workers: the first to worker 0, the second to worker 1 and so on. If the last round is not full, batches
 * of the first fill it, so that all workers make equally many steps. All workers must iterate together.
 */
public final class AcceleratedDataLoader<B> implements Iterable<B> {
    private final Iterable<B> batches;
    private final @Nullable Stateful source;
    private final ProcessGroup group;
    private boolean atEnd;
    private int ownBatches;

    AcceleratedDataLoader(Iterable<B> batches, @Nullable Stateful source, ProcessGroup group) {
        this.batches = batches;
        this.source = source;
        this.group = group;
    }

    /** A batch for each worker. */
    private record Round<B>(List<B> batches, int own, boolean last) {}

    /** Whether the batch that was given last is the last one. */
    public boolean isAtEnd() {
        return atEnd;
    }

    /** How many batches of the last round were not given out before. */
    int ownBatches() {
        return ownBatches;
    }

    Optional<Stateful> source() {
        return Optional.ofNullable(source);
    }

    @Override
    public Iterator<B> iterator() {
        atEnd = false;
        Iterator<B> read = group.rank() == 0 ? batches.iterator() : List.<B>of().iterator();
        List<B> first = new ArrayList<>();
        boolean empty = group.broadcastObject(!read.hasNext(), 0);
        return new Iterator<>() {
            private boolean over = empty;

            @Override
            public boolean hasNext() {
                return !over;
            }

            @Override
            public B next() {
                if (over) {
                    throw new NoSuchElementException("all batches were given out");
                }
                Round<B> round = group.broadcastObject(round(read, first), 0);
                over = round.last;
                atEnd = round.last;
                ownBatches = round.own;
                return round.batches.get(group.rank());
            }
        };
    }

    private Round<B> round(Iterator<B> read, List<B> first) {
        List<B> dealt = new ArrayList<>();
        while (dealt.size() < group.size() && read.hasNext()) {
            dealt.add(read.next());
        }
        if (first.isEmpty()) {
            first.addAll(dealt);
        }
        int own = dealt.size();
        for (int i = 0; dealt.size() < group.size() && !first.isEmpty(); i = (i + 1) % first.size()) {
            dealt.add(first.get(i));
        }
        return new Round<>(dealt, own, !read.hasNext());
    }
}
