package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.MASK;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.op.BinaryOp;
import dev.arclight.op.CompareOp;
import dev.arclight.op.Ops;
import dev.arclight.op.UnaryOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every elementwise method that both libraries have with an underscore, on tensors that cannot hold the result: by its
 * dtype, or because it would grow.
 */
final class InPlaceCalls {
    private InPlaceCalls() {}

    static void addTo(BadCalls bad) {
        for (Ops.Entry entry : Ops.all()) {
            boolean unary = UnaryOp.class.isAssignableFrom(entry.type());
            boolean binary =
                    BinaryOp.class.isAssignableFrom(entry.type()) || CompareOp.class.isAssignableFrom(entry.type());
            if (!unary && !binary) {
                continue;
            }
            String name = entry.type().getSimpleName();
            String row = CompatibilityRows.name(name);
            Class<?>[] ours = unary ? new Class<?>[0] : new Class<?>[] {Tensor.class};
            Class<?>[] theirs = unary ? new Class<?>[0] : new Class<?>[] {org.bytedeco.pytorch.Tensor.class};
            Optional<Method> mine =
                    method(Tensor.class, Character.toLowerCase(name.charAt(0)) + name.substring(1) + "_", ours);
            Optional<Method> yours =
                    method(org.bytedeco.pytorch.Tensor.class, row.substring(row.indexOf('.') + 1) + "_", theirs);
            if (mine.isEmpty() || yours.isEmpty()) {
                continue;
            }
            Both.Ours call = in -> (Tensor) invoke(mine.get(), in[0].clone(), rest(in));
            Both.Theirs theirCall = in -> (org.bytedeco.pytorch.Tensor) invoke(yours.get(), in[0], rest(in));
            if (unary) {
                bad.add(row, "in place, of whole numbers", call, theirCall, ROWS.add(1));
                bad.add(row, "in place, of bools", call, theirCall, MASK);
            } else {
                bad.add(row, "in place, floats into whole numbers", call, theirCall, ROWS.add(1), random(9, 3));
                bad.add(row, "in place, whole numbers into bools", call, theirCall, ROWS.to(DType.BOOL), ROWS.add(1));
                bad.add(
                        row,
                        "in place, whole numbers into less wide ones",
                        call,
                        theirCall,
                        ROWS.to(DType.INT8),
                        ROWS.add(1));
                bad.add(row, "in place, growing", call, theirCall, random(9, 3), random(10, 2, 3));
                bad.add(
                        row,
                        "in place, whole numbers growing",
                        call,
                        theirCall,
                        ROWS.add(1),
                        ROWS.add(1).view(3, 1));
            }
        }
    }

    private static Optional<Method> method(Class<?> type, String name, Class<?>... parameters) {
        return Arrays.stream(type.getMethods())
                .filter(method ->
                        method.getName().equals(name) && Arrays.equals(method.getParameterTypes(), parameters))
                .findFirst();
    }

    private static Object[] rest(Object[] inputs) {
        return Arrays.copyOfRange(inputs, 1, inputs.length);
    }

    private static Object invoke(Method method, Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (thrown.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new AssertionError(method + " failed", thrown.getCause());
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(method + " cannot be called", hidden);
        }
    }
}
