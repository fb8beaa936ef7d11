package dev.arclight.io.torch;

import dev.arclight.io.Elements;
import dev.arclight.io.FileBytes;
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
        for (String module : new String[] {"numpy.core.numeric.", "numpy._core.numeric."}) {
            functions.put(module + "_frombuffer", NumpyParts::fromBuffer);
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
            tensor = array(state, 4, 2, 1, state.truth(3));
        }

        Tensor tensor(PickleInput in) {
            Tensor held = tensor;
            if (held == null) {
                throw in.fail("an array of NumPy has no content; the file is damaged");
            }
            return held;
        }
    }

    /** How protocol 5 writes an array: bytes, dtype, shape and order. */
    private static Object fromBuffer(Arguments arguments) {
        Array array = new Array();
        array.tensor = array(arguments, 0, 1, 2, arguments.text(3).equals("F"));
        return array;
    }

    private static Tensor array(Arguments arguments, int content, int type, int extents, boolean fortran) {
        if (!(arguments.any(type) instanceof Type known)) {
            throw arguments.mismatch(type, "a dtype");
        }
        DType dtype = known.dtype(arguments);
        if (!(arguments.any(content) instanceof byte[] bytes)) {
            throw arguments.mismatch(content, "bytes; arrays of objects are not read");
        }
        int[] shape = arguments.extents(extents, 64);
        try {
            if (Shape.of(shape).size() != bytes.length / dtype.bytes() || bytes.length % dtype.bytes() != 0) {
                throw arguments.fail("gets " + bytes.length + " bytes for an array of " + dtype + " of shape "
                        + Shape.of(shape) + "; the file is damaged");
            }
            int[] stored = shape.clone();
            int[] order = new int[shape.length];
            for (int i = 0; i < order.length; i++) {
                order[i] = fortran ? order.length - 1 - i : i;
                stored[i] = shape[order[i]];
            }
            FileBytes file = FileBytes.of(bytes, "an array");
            Tensor read = Elements.read(file.range(0, bytes.length), "array", dtype, Shape.of(stored), known.order());
            return fortran ? read.permute(order) : read;
        } catch (ShapeException | IOException e) {
            throw arguments.fail("gets an array that cannot be read: " + e.getMessage(), e);
        }
    }

    private static Object scalar(Arguments arguments) {
        if (!(arguments.any(0) instanceof Type type)) {
            throw arguments.mismatch(0, "a dtype");
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
