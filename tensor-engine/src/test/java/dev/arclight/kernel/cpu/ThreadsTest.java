package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.Arclight;
import dev.arclight.tensor.NumThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("try") // Scopes are there to be closed.
final class ThreadsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 8, 1000})
    void everyPartIsRunOnce(int parts) {
        AtomicIntegerArray runs = new AtomicIntegerArray(Math.max(1, parts));
        try (NumThreads.Scope four = NumThreads.of(4)) {
            Threads.run(parts, part -> runs.incrementAndGet(part));
        }
        for (int part = 0; part < parts; part++) {
            assertThat(runs.get(part)).isEqualTo(1);
        }
    }

    @Test
    void partsRunOnSeveralThreadsAtOnce() {
        Set<Thread> threads = Set.of();
        // The helpers of an operation before count as busy for a moment after its end; then parts run one after the
        // other.
        for (int attempt = 0; attempt < 100 && threads.size() < 3; attempt++) {
            threads = threadsThatMet(3);
        }
        assertThat(threads).hasSize(3).contains(Thread.currentThread());
        assertThat(threads)
                .filteredOn(thread -> thread != Thread.currentThread())
                .allMatch(Thread::isDaemon);
    }

    /** The threads of so many parts, each of which waits a while for the others to have begun. */
    private static Set<Thread> threadsThatMet(int parts) {
        CountDownLatch all = new CountDownLatch(parts);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        try (NumThreads.Scope scope = NumThreads.of(parts)) {
            Threads.run(parts, part -> {
                all.countDown();
                if (hasOpened(all)) {
                    threads.add(Thread.currentThread());
                }
            });
        }
        return threads;
    }

    private static boolean hasOpened(CountDownLatch latch) {
        try {
            return latch.await(200, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aPartThatHasPartsRunsThemOnItsOwnThread() {
        AtomicInteger elsewhere = new AtomicInteger();
        try (NumThreads.Scope four = NumThreads.of(4)) {
            Threads.run(4, part -> {
                Thread own = Thread.currentThread();
                assertThat(Threads.parts(1 << 20, 1)).isEqualTo(1);
                Threads.run(8, inner -> {
                    if (Thread.currentThread() != own) {
                        elsewhere.incrementAndGet();
                    }
                });
            });
        }
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void callersTogetherGetNoMoreHelpersThanOneOfThemMayHave() throws InterruptedException {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Thread[] callers = new Thread[4];
        for (int i = 0; i < callers.length; i++) {
            callers[i] = new Thread(() -> {
                try (NumThreads.Scope three = NumThreads.of(3)) {
                    for (int again = 0; again < 200; again++) {
                        Threads.run(6, part -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            now.decrementAndGet();
                        });
                    }
                }
            });
            callers[i].start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(most.get()).isLessThanOrEqualTo(callers.length + 2);
    }

    @Test
    void whatAPartThrowsIsThrownOnceAllThatWereBegunHaveEnded() {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        try (NumThreads.Scope two = NumThreads.of(2)) {
            for (int round = 0; round < 100; round++) {
                assertThatThrownBy(() -> Threads.run(10, part -> {
                            begun.incrementAndGet();
                            try {
                                if (part == 3) {
                                    throw new IllegalArgumentException("part 3");
                                }
                                LockSupport.parkNanos(10_000);
                            } finally {
                                ended.incrementAndGet();
                            }
                        }))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("part 3");
                assertThat(ended).hasValue(begun.get()).hasValueGreaterThanOrEqualTo(4 * (round + 1));
            }
            // And it can be used on.
            ended.set(0);
            Threads.run(2, part -> ended.incrementAndGet());
        }
        assertThat(ended).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 96, 100, 1000})
    void partsFollowEachOtherAndCoverAll(int length) {
        for (int parts = 1; parts <= 5; parts++) {
            assertThat(Threads.start(length, parts, 0, 12)).isZero();
            assertThat(Threads.start(length, parts, parts, 12)).isEqualTo(length);
            for (int part = 1; part < parts; part++) {
                assertThat(Threads.start(length, parts, part, 12) % 12).isZero();
                assertThat(Threads.start(length, parts, part, 12))
                        .isBetween(Threads.start(length, parts, part - 1, 12), length);
            }
        }
    }

    @Test
    void littleWorkIsNotCut() {
        try (NumThreads.Scope four = NumThreads.of(4)) {
            assertThat(Threads.parts(199, 100)).isEqualTo(1);
            assertThat(Threads.parts(200, 100)).isEqualTo(2);
            assertThat(Threads.parts(10_000, 100)).isEqualTo(4);
        }
        try (NumThreads.Scope one = NumThreads.of(1)) {
            assertThat(Threads.parts(10_000, 100)).isEqualTo(1);
        }
    }

    @Test
    void aScopeEndsAndBelongsToItsThread() throws InterruptedException {
        int before = Arclight.getNumThreads();
        AtomicInteger elsewhere = new AtomicInteger();
        try (NumThreads.Scope outer = NumThreads.of(before + 3)) {
            try (NumThreads.Scope inner = NumThreads.of(1)) {
                assertThat(Arclight.getNumThreads()).isEqualTo(1);
            }
            assertThat(Arclight.getNumThreads()).isEqualTo(before + 3);
            Thread other = new Thread(() -> elsewhere.set(NumThreads.get()));
            other.start();
            other.join();
        }
        assertThat(elsewhere).hasValue(before);
        assertThat(Arclight.getNumThreads()).isEqualTo(before);
    }

    @Test
    void noThreadsAreAnError() {
        assertThatThrownBy(() -> Arclight.setNumThreads(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 threads");
    }
}
