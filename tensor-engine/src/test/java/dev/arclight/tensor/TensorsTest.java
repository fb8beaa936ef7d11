package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorsTest {
    /** Its static form names the condition first. */
    private static final Set<String> OTHERWISE = Set.of("where");

    @ParameterizedTest
    @ValueSource(
            classes = {
                TensorAliases.class,
                TensorArithmetic.class,
                TensorCombinations.class,
                TensorFunctions.class,
                TensorSpecialFunctions.class,
                TensorComparison.class,
                TensorEmbedding.class,
                TensorOrder.class,
                TensorProducts.class,
                TensorScans.class,
                TensorScattering.class,
                TensorStatistics.class
            })
    void everyMethodThatChangesNothingHasAStaticTwin(Class<?> family) throws ReflectiveOperationException {
        Tensor input = Tensor.of(new float[] {0.25f, 0.5f, 0.75f, 0.125f}, 2, 2);
        int twins = 0;
        for (Method method : family.getDeclaredMethods()) {
            if (method.getName().endsWith("_")
                    || method.isSynthetic()
                    || !Modifier.isPublic(method.getModifiers())
                    || Modifier.isStatic(method.getModifiers())
                    || OTHERWISE.contains(method.getName())) {
                continue;
            }
            List<Class<?>> parameters = new ArrayList<>(List.of(Tensor.class));
            parameters.addAll(Arrays.asList(method.getParameterTypes()));
            Method twin = Tensors.class.getMethod(method.getName(), parameters.toArray(Class[]::new));
            assertThat(twin.getReturnType()).as(method.toString()).isEqualTo(method.getReturnType());
            if (method.getParameterCount() == 0 && method.getReturnType() == Tensor.class && takes(method)) {
                Tensor expected = (Tensor) method.invoke(input);
                Tensor actual = (Tensor) twin.invoke(null, input);
                assertThat(actual.toDoubleArray()).as(method.getName()).isEqualTo(expected.toDoubleArray());
            }
            twins++;
        }
        assertThat(twins).isGreaterThan(7);
    }

    /** Bits and counts are those of whole numbers. */
    private static boolean takes(Method method) {
        return !Set.of("bitwiseNot", "bincount").contains(method.getName());
    }
}
