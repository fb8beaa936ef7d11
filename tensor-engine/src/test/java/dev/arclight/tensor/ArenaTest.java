package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Scopes are there to be closed.
class ArenaTest {
    @Test
    void aTensorThatWasNotKeptSaysSoWhenUsed() {
        Tensor inside;
        try (Arena.Scope scope = new Arena().open()) {
            inside = Tensor.ones(2, 3).add(1.0);
        }
        assertThatThrownBy(inside::toFloatArray)
                .isInstanceOf(ReleasedException.class)
                .hasMessageContaining("keep");
        assertThatThrownBy(() -> inside.add(1.0)).isInstanceOf(ReleasedException.class);
        assertThatThrownBy(() -> inside.view(6).item(0)).isInstanceOf(ReleasedException.class);
    }

    @Test
    void aKeptTensorOutlivesTheScopeAndItsMemoryIsNotHandedOutAgain() {
        Arena arena = new Arena();
        Tensor kept;
        try (Arena.Scope scope = arena.open()) {
            kept = scope.keep(Tensor.ones(2, 3).add(1.0));
        }
        try (Arena.Scope scope = arena.open()) {
            Tensor.zeros(2, 3).fill_(9);
            Tensor.zeros(2, 3).fill_(9);
        }
        assertThat(kept.toFloatArray()).containsOnly(2f);
    }

    @Test
    void keepingAViewKeepsWhatItShows() {
        Tensor kept;
        try (Arena.Scope scope = new Arena().open()) {
            kept = scope.keep(Tensor.ones(2, 3).add(1.0).t());
        }
        assertThat(kept.item(2, 1)).isEqualTo(2);
    }

    @Test
    void stepsThatLookAlikeUseTheSameArrays() {
        Arena arena = new Arena();
        Tensor w = Tensor.ones(4, 3).requiresGrad(true);
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < 10; i++) {
            seen.addAll(step(arena, w));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(seen).containsAll(step(arena, w));
        }
    }

    /** A training step; returns the arrays that its tensors lay in. */
    private static Set<Object> step(Arena arena, Tensor w) {
        Set<Object> arrays = Collections.newSetFromMap(new IdentityHashMap<>());
        try (Arena.Scope scope = arena.open()) {
            Tensor hidden = Tensor.ones(2, 4).matmul(w);
            Tensor active = hidden.relu();
            Tensor loss = active.sum();
            loss.backward();
            Tensor grad = java.util.Objects.requireNonNull(w.grad());
            for (Tensor tensor : new Tensor[] {hidden, active, loss, grad}) {
                arrays.add(tensor.storage().array());
            }
            w.setGrad(null);
        }
        return arrays;
    }

    @Test
    void zerosFromRecycledMemoryAreZeros() {
        Arena arena = new Arena();
        for (DType dtype : DType.values()) {
            try (Arena.Scope scope = arena.open()) {
                Tensor.zeros(dtype, 5).fill_(1);
            }
            try (Arena.Scope scope = arena.open()) {
                assertThat(Tensor.zeros(dtype, 5).toDoubleArray()).containsOnly(0);
            }
        }
    }

    @Test
    void whatUsersBringInIsNeverReleased() {
        float[] data = {1, 2};
        Tensor brought;
        try (Arena.Scope scope = new Arena().open()) {
            brought = Tensor.of(data, 2);
        }
        assertThat(brought.toFloatArray()).containsExactly(1, 2);
    }

    @Test
    void scopesOfDifferentArenasNest() {
        Tensor outside;
        Tensor inside;
        try (Arena.Scope outer = new Arena().open()) {
            try (Arena.Scope inner = new Arena().open()) {
                inside = Tensor.ones(2);
            }
            outside = Tensor.ones(2);
            assertThatThrownBy(inside::toFloatArray).isInstanceOf(ReleasedException.class);
            assertThat(outside.toFloatArray()).containsExactly(1, 1);
        }
        assertThatThrownBy(outside::toFloatArray).isInstanceOf(ReleasedException.class);
    }

    @Test
    void oneArenaIsOpenOnce() {
        Arena arena = new Arena();
        try (Arena.Scope scope = arena.open()) {
            assertThatThrownBy(arena::open).isInstanceOf(IllegalStateException.class);
        }
        arena.open().close();
    }

    @Test
    void closingTwiceDoesNothing() {
        Arena arena = new Arena();
        Arena.Scope scope = arena.open();
        scope.close();
        scope.close();
        assertThat(Tensor.ones(2).toFloatArray()).containsExactly(1, 1);
    }

    @Test
    void aSecondCloseLeavesTheNextScopeAlone() {
        Arena arena = new Arena();
        Arena.Scope first = arena.open();
        first.close();
        try (Arena.Scope second = arena.open()) {
            Tensor inside = Tensor.ones(2);
            first.close();
            assertThat(inside.toFloatArray()).containsExactly(1, 1);
            assertThatThrownBy(() -> first.keep(inside))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void scopesCloseFromTheInside() {
        Arena.Scope outer = new Arena().open();
        Arena.Scope inner = new Arena().open();
        Tensor inside = Tensor.ones(2);
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("close that one first");
        assertThat(inside.toFloatArray()).containsExactly(1, 1);
        inner.close();
        outer.close();
        assertThat(Arena.current()).isNull();
        assertThatThrownBy(inside::toFloatArray).isInstanceOf(ReleasedException.class);
    }

    @Test
    void aScopeIsClosedByTheThreadThatOpenedIt() throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        try (Arena.Scope scope = new Arena().open()) {
            Tensor inside = Tensor.ones(2);
            Thread other = new Thread(scope::close, "another");
            other.setUncaughtExceptionHandler((thread, error) -> thrown[0] = error);
            other.start();
            other.join();
            assertThat(thrown[0])
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be closed by another");
            assertThat(inside.toFloatArray()).containsExactly(1, 1);
        }
    }

    @Test
    void stepsOfEverNewSizesDoNotHoardMemory() {
        Arena arena = new Arena();
        for (int length = 1; length <= 1000; length++) {
            try (Arena.Scope scope = arena.open()) {
                Tensor.zeros(100, length).add(1.0);
            }
            assertThat(arena.freeBytes()).isLessThanOrEqualTo(5L * 2 * 4 * 100 * length);
        }
    }

    @Test
    void whatOneLargeStepTookIsDroppedAfterSmallOnes() {
        Arena arena = new Arena();
        for (int step = 0; step < 100; step++) {
            try (Arena.Scope scope = arena.open()) {
                for (int i = 0; i < (step == 0 ? 50 : 2); i++) {
                    Tensor.zeros(1000);
                }
            }
        }
        assertThat(arena.freeBytes()).isEqualTo(2 * 4 * 1000);
    }

    @Test
    void anArenaServesOnlyTheThreadThatOpenedIt() throws InterruptedException {
        Tensor[] made = new Tensor[1];
        try (Arena.Scope scope = new Arena().open()) {
            Thread other = new Thread(() -> made[0] = Tensor.ones(2));
            other.start();
            other.join();
        }
        assertThat(made[0].toFloatArray()).containsExactly(1, 1);
    }
}
