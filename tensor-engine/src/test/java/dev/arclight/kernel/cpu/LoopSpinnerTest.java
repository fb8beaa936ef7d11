package dev.arclight.kernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.op.UnaryMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

class LoopSpinnerTest {
    record Times(int factor) implements UnaryMap {
        @Override
        public float apply(float x) {
            return factor * x;
        }

        @Override
        public double apply(double x) {
            return factor * x;
        }

        @Override
        public long apply(long x) {
            return factor * x;
        }
    }

    /** Runs inside another class loader; public with a public constructor for that. */
    public static final class TimesThree implements Callable<Float> {
        @Override
        public Float call() {
            float[] x = {2};
            Loops.unary(new Times(3)).run(x, 0, 1, x, 0, 1);
            return x[0];
        }
    }

    private static LoopSpinner<UnaryMap, UnaryLoop> spinner(int kept) {
        return LoopSpinner.sharing(MethodHandles.lookup(), UnaryTemplate.class, UnaryLoop.class, UnaryMap.class, kept);
    }

    @Test
    void theOldestLoopIsForgottenBeyondTheBound() {
        LoopSpinner<UnaryMap, UnaryLoop> spinner = spinner(2);
        UnaryLoop first = spinner.loop(new Times(1));
        UnaryLoop second = spinner.loop(new Times(2));
        spinner.loop(new Times(3));
        assertThat(spinner.size()).isEqualTo(2);
        assertThat(spinner.loop(new Times(2))).isSameAs(second);
        assertThat(spinner.loop(new Times(1))).isNotSameAs(first);
    }

    @Test
    void operationsOfAKindOfWhichEverNewOnesComeShareACopy() {
        LoopSpinner<UnaryMap, UnaryLoop> spinner = spinner(512);
        Class<?> own = spinner.loop(new Times(0)).getClass();
        Set<Class<?>> copies = new HashSet<>();
        for (int factor = 1; factor < 200; factor++) {
            UnaryLoop loop = spinner.loop(new Times(factor));
            copies.add(loop.getClass());
            double[] x = {2};
            loop.run(x, 0, 1, x, 0, 1);
            assertThat(x[0]).isEqualTo(2 * factor);
        }
        assertThat(copies).doesNotContain(own).hasSize(LoopSpinner.OWN_COPIES);
        assertThat(spinner.size()).isEqualTo(LoopSpinner.OWN_COPIES);
    }

    @Test
    void aTemplateItselfCannotBeUsed() {
        assertThatThrownBy(() -> new UnaryTemplate(new Times(1)))
                .isInstanceOf(ExceptionInInitializerError.class)
                .rootCause()
                .hasMessageContaining("loop template");
    }

    @Test
    void loopsAreMadeInsideAnotherClassLoader() throws Exception {
        assertThat(new OwnLoader(true).timesThree().call()).isEqualTo(6);
    }

    @Test
    void anUnreadableClassFileIsNamed() throws Exception {
        assertThatThrownBy(() -> new OwnLoader(false).timesThree().call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("class file of " + UnaryTemplate.class.getName())
                .hasMessageContaining("keep the .class files");
    }

    /** Defines Arclight's classes itself, as the loader of a Spark executor does. */
    private static final class OwnLoader extends ClassLoader {
        private final boolean resources;

        OwnLoader(boolean resources) {
            super(LoopSpinnerTest.class.getClassLoader());
            this.resources = resources;
        }

        @SuppressWarnings("unchecked")
        Callable<Float> timesThree() throws ReflectiveOperationException {
            Class<?> type = loadClass(TimesThree.class.getName());
            assertThat(type).isNotSameAs(TimesThree.class);
            return (Callable<Float>) type.getConstructor().newInstance();
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return resources ? super.getResourceAsStream(name) : null;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.arclight.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
