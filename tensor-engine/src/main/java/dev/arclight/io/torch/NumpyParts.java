package dev.arclight.io.torch;

import dev.arclight.io.Elements;
import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Half;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** NumPy's numbers and arrays, which training programs leave in their checkpoints. */
final class NumpyParts {
    private static final Map<String, DType> DTYPES = Map.of(
            "b1", DType.BOOL,
            "u1", DType.UINT8,
            "i1", DType.INT8,
            "i2", DType.INT16,
            "i4", DType.INT32,
            "i8", DType.INT64,
            "f2", DType.FLOAT16,
            "f4", DType.FLOAT32,
            "f8", DType.FLOAT64);

    private NumpyParts() {}

    /** What a pickle makes empty and fills in later. */
    interface Buildable {
        void build(Arguments state);
    }

    static Map<String, Globals.Call> functions() {
        Map<String, Globals.Call> functions = new HashMap<>();
        functions.put("numpy.dtype", arguments -> new Type(arguments.text(0)));
        functions.put("numpy.ndarray", arguments -> new Array());
        for (String module : new String[] {"numpy.core.multiarray.", "numpy._core.multiarray."}) {
            functions.put(module + "scalar", NumpyParts::scalar);
            functions.put(module + "_reconstruct", arguments -> new Array());
        }
        return functions;
    }

    /** A dtype: kind and size, and the order of bytes, which comes later. */
    static final class Type implements Buildable {
        private final String code;
        private boolean bigEndian;

        Type(String code) {
            this.code = code;
        }

        @Override
        public void build(Arguments state) {
            bigEndian = state.text(1).equals(">");
        }

        DType dtype(Arguments arguments) {
            DType dtype = DTYPES.get(code);
            if (dtype == null) {
                throw arguments.fail("gets an array or number of NumPy's dtype " + Quoted.text(code)
                        + ", which becomes no tensor; convert it before saving");
            }
            return dtype;
        }

        ByteOrder order() {
            return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    /** An array, whose bytes come later. */
    static final class Array implements Buildable {
        private @Nullable Tensor tensor;

        @Override
        public void build(Arguments state) {
            int[] shape = state.extents(1, 64);
            if (!(state.any(2) instanceof Type type)) {
                throw state.mismatch(2, "a dtype");
            }
            boolean fortran = state.truth(3);
            if (!(state.any(4) instanceof byte[] bytes)) {
                throw state.mismatch(4, "bytes; arrays of objects are not read");
            }
            DType dtype = type.dtype(state);
            try {
                if (Shape.of(shape).size() * dtype.bytes() != bytes.length) {
                    throw state.fail("gets " + bytes.length + " bytes for an array of " + dtype + " of shape "
                            + Shape.of(shape) + "; the file is damaged");
                }
                int[] stored = shape.clone();
                int[] order = new int[shape.length];
                for (int i = 0; i < order.length; i++) {
                    order[i] = fortran ? order.length - 1 - i : i;
                    stored[i] = shape[order[i]];
                }
                FileBytes file = FileBytes.of(bytes, "an array");
                Tensor read =
                        Elements.read(file.range(0, bytes.length), "array", dtype, Shape.of(stored), type.order());
                tensor = fortran ? read.permute(order) : read;
            } catch (ShapeException | IOException e) {
                throw new ModelFormatException(
                        state.fail("gets an array that cannot be read: " + e.getMessage())
                                .getMessage(),
                        e);
            }
        }

        Tensor tensor(PickleInput in) {
            Tensor held = tensor;
            if (held == null) {
                throw in.fail("an array of NumPy has no content; the file is damaged");
            }
            return held;
        }
    }

    private static Object scalar(Arguments arguments) {
        if (!(arguments.any(0) instanceof Type type)) {
            return arguments.wrong(0, "a dtype");
        }
        DType dtype = type.dtype(arguments);
        byte[] bytes = arguments.bytes(1);
        if (bytes.length != dtype.bytes()) {
            throw arguments.fail("gets " + bytes.length + " bytes for a number of " + dtype + "; the file is damaged");
        }
        ByteBuffer content = ByteBuffer.wrap(bytes).order(type.order());
        return switch (dtype) {
            case BOOL -> bytes[0] != 0;
            case UINT8 -> (long) (bytes[0] & 0xff);
            case INT8 -> (long) bytes[0];
            case INT16 -> (long) content.getShort();
            case INT32 -> (long) content.getInt();
            case INT64 -> content.getLong();
            case FLOAT16 -> (double) Half.fromFloat16(content.getShort());
            case BFLOAT16 -> (double) Half.fromBfloat16(content.getShort());
            case FLOAT32 -> (double) content.getFloat();
            case FLOAT64 -> content.getDouble();
        };
    }
}
