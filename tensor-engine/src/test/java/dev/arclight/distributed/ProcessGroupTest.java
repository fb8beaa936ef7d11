package dev.arclight.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
final class ProcessGroupTest {
    private static final int SIZE = 3;

    /** What each worker says, by rank. */
    private static <T> List<T> each(Function<ProcessGroup, T> body) {
        ConcurrentHashMap<Integer, T> said = new ConcurrentHashMap<>();
        ProcessGroup.launch(SIZE, group -> said.put(group.rank(), body.apply(group)));
        return List.of(said.get(0), said.get(1), said.get(2));
    }

    private static Tensor of(ProcessGroup group, float... factors) {
        return Tensor.of(factors, factors.length).mul(group.rank() + 1);
    }

    @ParameterizedTest
    @EnumSource(ReduceOp.class)
    void reductionIsTheSameForAll(ReduceOp op) {
        float expected = switch (op) {
            case SUM -> 6;
            case AVG -> 2;
            case PRODUCT -> 6;
            case MIN -> 1;
            case MAX -> 3;
        };
        for (float[] result : each(group -> {
            Tensor tensor = of(group, 1, 1, 1, 1, 1).view(1, 5);
            group.allReduce(tensor, op);
            return tensor.toFloatArray();
        })) {
            assertThat(result).containsExactly(expected, expected, expected, expected, expected);
        }
    }

    @Test
    void sumIsMadeInTheOrderOfTheRanks() {
        float[] terms = {1e8f, 1, -1e8f};
        for (Tensor result : each(group -> {
            Tensor tensor = Tensor.full(terms[group.rank()], 7);
            group.allReduce(tensor, ReduceOp.SUM);
            return tensor;
        })) {
            assertThat(result.toFloatArray()).containsOnly(terms[0] + terms[1] + terms[2]);
        }
    }

    @Test
    void viewsAndOtherDtypesAreReducedInPlace() {
        for (Tensor result : each(group -> {
            Tensor whole = Tensor.zeros(DType.INT64, 2, 4);
            Tensor part = whole.t().narrow(0, 1, 2);
            part.fill_(group.rank());
            group.allReduce(part, ReduceOp.SUM);
            return whole;
        })) {
            assertThat(result.toLongArray()).containsExactly(0, 3, 3, 0, 0, 3, 3, 0);
        }
    }

    @Test
    void fewerElementsThanWorkersAreReduced() {
        for (int n : new int[] {0, 1, 2}) {
            for (Tensor result : each(group -> {
                Tensor tensor = Tensor.ones(n);
                group.allReduce(tensor, ReduceOp.SUM);
                return tensor;
            })) {
                assertThat(result.equal(Tensor.full((double) SIZE, n))).isTrue();
            }
        }
    }

    @Test
    void broadcastGivesTheSourcesTensor() {
        for (Tensor result : each(group -> {
            Tensor tensor = of(group, 1, 2);
            group.broadcast(tensor, 1);
            return tensor;
        })) {
            assertThat(result.toFloatArray()).containsExactly(2, 4);
        }
    }

    @Test
    void gatheringGivesAllByRankAndCopies() {
        for (List<Tensor> result : each(group -> {
            Tensor tensor = of(group, 1);
            List<Tensor> gathered = group.allGather(tensor);
            tensor.fill_(100);
            group.barrier();
            return gathered;
        })) {
            assertThat(result).extracting(Tensor::item).containsExactly(1.0, 2.0, 3.0);
        }
    }

    @Test
    void scatteredReductionGivesEachItsShare() {
        List<Tensor> shares = each(group -> group.reduceScatter(of(group, 1, 2, 3, 4, 5, 6), ReduceOp.SUM));
        assertThat(shares.get(0).toFloatArray()).containsExactly(6, 12);
        assertThat(shares.get(2).toFloatArray()).containsExactly(30, 36);
        assertThatThrownBy(() -> ProcessGroup.alone().reduceScatter(Tensor.scalar(1), ReduceOp.SUM))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void objectsAreGathered() {
        assertThat(each(group -> group.allGatherObject("worker " + group.rank())))
                .containsOnly(List.of("worker 0", "worker 1", "worker 2"));
        assertThat(each(group -> group.broadcastObject(group.rank(), 2))).containsOnly(2);
    }

    @Test
    void failureOfOneReachesAllWhoWait() {
        ConcurrentHashMap<Integer, Throwable> seen = new ConcurrentHashMap<>();
        DistributedException failure = catchThrowableOfType(
                DistributedException.class,
                () -> ProcessGroup.launch(SIZE, group -> {
                    if (group.rank() == 1) {
                        throw new IllegalArgumentException("no such file");
                    }
                    try {
                        group.barrier();
                    } catch (DistributedException e) {
                        seen.put(group.rank(), e);
                        throw e;
                    }
                }));
        assertThat(failure).hasMessageContaining("worker 1 failed").hasMessageContaining("no such file");
        assertThat(failure.getCause()).isInstanceOf(IllegalArgumentException.class);
        assertThat(seen.keySet()).containsExactlyInAnyOrder(0, 2);
        assertThat(seen.get(0)).hasMessageContaining("no such file");
    }

    @Test
    void differentCallsAreAnErrorForAll() {
        assertThatThrownBy(() -> each(group -> {
                    if (group.rank() == 0) {
                        group.barrier();
                    } else {
                        group.allReduce(Tensor.ones(2), ReduceOp.SUM);
                    }
                    return 0;
                }))
                .isInstanceOf(DistributedException.class)
                .hasMessageContaining("barrier")
                .hasMessageContaining("allReduce SUM of float32[2]");
    }

    @Test
    void differentShapesAreAnError() {
        assertThatThrownBy(() -> each(group -> {
                    group.allReduce(Tensor.ones(group.rank() + 1), ReduceOp.SUM);
                    return 0;
                }))
                .isInstanceOf(DistributedException.class);
    }

    @Test
    void whoDoesNotComeInTimeIsNamed() {
        CountDownLatch others = new CountDownLatch(SIZE - 1);
        assertThatThrownBy(() -> ProcessGroup.launch(SIZE, Duration.ofMillis(50), Thread::new, group -> {
                    if (group.rank() == 2) {
                        await(others);
                        return;
                    }
                    try {
                        group.barrier();
                    } finally {
                        others.countDown();
                    }
                }))
                .isInstanceOf(DistributedException.class)
                .hasMessageContaining("worker 2 did not come to barrier within 50 ms");
    }

    @Test
    void groupIsKnownToItsThreadsAlone() {
        assertThat(ProcessGroup.current()).isEmpty();
        assertThat(each(group -> ProcessGroup.current().orElseThrow() == group)).containsOnly(true);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
