package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.testkit.Expect;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every method that ends in {@code _} writes what its twin without returns over the tensor, and returns that. */
class InPlaceTwinsTest {
    /** What has no twin: these write what they are given. */
    private static final Set<String> ALONE = Set.of("copy_", "fill_", "zero_");

    @TestFactory
    Stream<DynamicTest> everyInPlaceMethodWritesWhatItsTwinReturns() {
        return Stream.of(
                        TensorAliases.class,
                        TensorArithmetic.class,
                        TensorCombinations.class,
                        TensorFunctions.class,
                        TensorSpecialFunctions.class,
                        TensorComparison.class)
                .flatMap(family -> Arrays.stream(family.getDeclaredMethods()))
                .filter(method -> method.getName().endsWith("_") && !ALONE.contains(method.getName()))
                .filter(method -> !method.isSynthetic() && Modifier.isPublic(method.getModifiers()))
                .map(method -> DynamicTest.dynamicTest(
                        method.getName() + Arrays.toString(method.getParameterTypes()), () -> agree(method)));
    }

    @Test
    void boolsInTheMiddleOfTheirMemoryAreWrittenAsBools() {
        Tensor memory = Tensor.ofBytes(new byte[] {1, 1, 1, 0, 1, 1}, DType.BOOL, 6);
        memory.narrow(0, 2, 3).add_(memory.narrow(0, 2, 3).copy());
        assertThat(memory.storage().bytes()).containsExactly(1, 1, 1, 0, 1, 1);
        memory.narrow(0, 2, 3).bitwiseNot_();
        assertThat(memory.storage().bytes()).containsExactly(1, 1, 0, 1, 0, 1);
    }

    private static void agree(Method method) throws ReflectiveOperationException {
        String name = method.getName().substring(0, method.getName().length() - 1);
        Method twin = Tensor.class.getMethod(name, method.getParameterTypes());
        boolean whole = name.startsWith("bitwise") || name.equals("gcd") || name.equals("lcm");
        DType dtype = whole ? DType.INT32 : name.equals("floatPower") ? DType.FLOAT64 : DType.FLOAT32;
        Tensor base = Tensor.of(new double[] {0.25, -0.5, 0.75, 3, -2, 1, 5, 6, 7, 8}, 5, 2)
                .to(dtype);
        // A view with gaps, so that the writing follows strides.
        Tensor target = base.copy().select(1, 0);
        Tensor plain = base.select(1, 0).copy();
        Object[] arguments = arguments(method, dtype);
        Tensor expected = (Tensor) twin.invoke(plain, arguments);
        Tensor storage = target;
        Object returned = method.invoke(target, arguments);
        assertThat(returned).isSameAs(storage);
        Expect.sameBits(method.getName(), target.copy(), expected.to(dtype).copy());
    }

    private static Object[] arguments(Method method, DType dtype) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
            Class<?> type = method.getParameterTypes()[i];
            if (type == Tensor.class) {
                arguments[i] = Tensor.of(new double[] {2, 3, -4, 1, 5}, 5).to(dtype);
            } else if (type == double.class) {
                arguments[i] = 0.25 * (i + 1);
            } else if (type == long.class) {
                arguments[i] = 2L + i;
            } else if (type == int.class) {
                arguments[i] = 1;
            } else {
                arguments[i] = "floor";
            }
        }
        return arguments;
    }
}
