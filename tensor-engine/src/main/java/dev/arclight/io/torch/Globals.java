package dev.arclight.io.torch;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that a pickle may speak of, and what they stand for here: functions of this class, dtypes, kinds of storages.
 * Of one file, whose storages it gathers.
 */
final class Globals {
    /** What a name stands for that is called in Python. */
    record Function(String name, Call body) {
        @Nullable
        Object call(Arguments arguments) {
            return body.apply(arguments);
        }
    }

    interface Call {
        @Nullable
        Object apply(Arguments arguments);
    }

    private static final String COMPLEX = "complex numbers, which tensors here do not hold; save the real and the"
            + " imaginary part, torch.view_as_real(x)";
    private static final String QUANTIZED =
            "quantized numbers, which tensors here do not hold; save x.dequantize(), or x.int_repr() with its scale";
    private static final String SPARSE = "a sparse tensor; save x.to_dense()";
    private static final String FLOAT8 = "numbers of 8 floating bits or fewer; save x.to(torch.bfloat16)";
    private static final String UNSIGNED = "unsigned numbers wider than a byte; save x.to(torch.int64)";

    /** What is known and becomes no tensor, with the reason. */
    private static final Map<String, String> REFUSED = refused();

    private static final int MOST_DIMENSIONS = 64;

    private final PickleInput in;
    private final Map<String, Object> known = new HashMap<>();
    private final Map<String, StorageRef> storages = new LinkedHashMap<>();

    Globals(PickleInput in) {
        this.in = in;
        for (DType dtype : DType.values()) {
            known.put("torch." + dtype, dtype);
            storage(StorageType.nameOf(dtype), dtype);
        }
        Map.of(
                        "double",
                        DType.FLOAT64,
                        "float",
                        DType.FLOAT32,
                        "half",
                        DType.FLOAT16,
                        "long",
                        DType.INT64,
                        "int",
                        DType.INT32,
                        "short",
                        DType.INT16)
                .forEach((name, dtype) -> known.put("torch." + name, dtype));
        for (String module : List.of("torch", "torch.storage")) {
            for (String name : List.of("UntypedStorage", "_UntypedStorage")) {
                known.put(module + "." + name, new StorageType(name, null));
            }
        }
        function("collections.OrderedDict", Globals::dict);
        function("collections.Counter", Globals::dict);
        function("collections.defaultdict", arguments -> new LinkedHashMap<@Nullable Object, @Nullable Object>());
        function("torch.Size", Globals::size);
        function("torch.device", Globals::device);
        function("torch.serialization._get_layout", arguments -> arguments.text(0));
        function("torch._utils._rebuild_tensor", arguments -> tensor(arguments, false));
        function("torch._utils._rebuild_tensor_v2", arguments -> {
            requirePlain(arguments, 6);
            return tensor(arguments, arguments.truth(4));
        });
        function("torch._utils._rebuild_tensor_v3", arguments -> {
            requirePlain(arguments, 7);
            return tensor(arguments, arguments.dtype(6), arguments.truth(4));
        });
        function("torch._utils._rebuild_parameter", Globals::parameter);
        function("torch._utils._rebuild_parameter_with_state", Globals::parameter);
        for (String tensor : List.of("torch.Tensor", "torch._tensor.Tensor", "torch.tensor.Tensor")) {
            function(tensor, Globals::typeOnly);
        }
        function("torch.nn.parameter.Parameter", Globals::parameter);
        // A tensor with attributes of its own, which are left out.
        function("torch._tensor._rebuild_from_type", Globals::fromType);
        function("torch._tensor._rebuild_from_type_v2", Globals::fromType);
        for (String module : List.of("builtins.", "__builtin__.")) {
            function(module + "set", Globals::set);
            function(module + "frozenset", Globals::set);
            function(module + "bytearray", arguments -> arguments.count() == 0 ? new byte[0] : arguments.bytes(0));
            for (String factory : List.of("int", "float", "bool", "str", "list", "dict", "tuple")) {
                function(module + factory, Globals::typeOnly);
            }
        }
        function("_codecs.encode", Globals::encode);
        NumpyParts.functions().forEach(this::function);
    }

    private void storage(String name, DType dtype) {
        StorageType type = new StorageType(name, dtype);
        known.put("torch." + name, type);
        // So were those of a GPU called once.
        known.put("torch.cuda." + name, type);
    }

    private void function(String name, Call body) {
        known.put(name, new Function(name, body));
    }

    /**
     * What a name stands for.
     *
     * @throws ModelFormatException naming it, if it is not on the list
     */
    Object find(String module, String name) {
        Object found = known.get(module + "." + name);
        if (found == null) {
            throw refused(module, name);
        }
        return found;
    }

    ModelFormatException refused(String module, String name) {
        String whole = module + "." + name;
        String reason = REFUSED.get(module.startsWith("torch.cuda") ? "torch." + name : whole);
        if (reason != null) {
            return in.fail("holds " + reason + " (" + whole + ")");
        }
        if (module.startsWith("torch.nn.")) {
            return in.fail(
                    "holds a whole module, with its layer " + Quoted.text(whole) + ", which only the program's own"
                            + " code could bring back; save its state dict in Python: torch.save(model.state_dict(), path)");
        }
        return in.fail("names the class or function " + Quoted.text(whole) + ", which is not on the list of those that"
                + " are read; no code from files is run. If it is a whole module, save its state dict in Python:"
                + " torch.save(model.state_dict(), path)");
    }

    /** The storage that a persistent id names. */
    StorageRef persistent(@Nullable Object id) {
        Arguments parts = new Arguments("the reference to a storage", id, in);
        Object kind = parts.any(0);
        if (!"storage".equals(kind)) {
            throw in.fail("refers to " + Arguments.describe(kind) + " outside of the pickle, expected a storage");
        }
        if (!(parts.any(1) instanceof StorageType type)) {
            throw parts.mismatch(1, "a class of storages");
        }
        String key = parts.any(2) instanceof Long number ? number.toString() : parts.text(2);
        long size = parts.whole(4);
        if (size < 0) {
            throw parts.mismatch(4, "a size from 0 on");
        }
        StorageRef whole = new StorageRef(type, key, 0, size, size);
        StorageRef before = storages.putIfAbsent(key, whole);
        if (before != null && !before.equals(whole)) {
            throw in.fail("the storage " + Quoted.text(key) + " is described in two ways; the file is damaged");
        }
        if (parts.count() < 6 || parts.any(5) == null) {
            return whole;
        }
        Arguments view = parts.nested(5);
        long start = view.whole(1);
        long viewSize = view.whole(2);
        if (start < 0 || viewSize < 0 || start > size || viewSize > size - start) {
            throw in.fail("a view of the storage " + Quoted.text(key) + " passes its end; the file is damaged");
        }
        return new StorageRef(type, key, start, viewSize, size);
    }

    /** Those that were spoken of, by key. */
    Map<String, StorageRef> storages() {
        return storages;
    }

    // ---- what the functions do --------------------------------------------------------------------------

    private static TensorPlan tensor(Arguments arguments, boolean requiresGrad) {
        if (!(arguments.any(0) instanceof StorageRef storage) || storage.type().dtype() == null) {
            throw arguments.mismatch(0, "a storage of some dtype");
        }
        return tensor(arguments, storage.type().dtype(), requiresGrad);
    }

    private static TensorPlan tensor(Arguments arguments, DType dtype, boolean requiresGrad) {
        if (!(arguments.any(0) instanceof StorageRef storage)
                || storage.type().dtype() != null && storage.type().dtype() != dtype) {
            throw arguments.mismatch(0, "a storage of " + dtype);
        }
        if (requiresGrad && !dtype.isFloating()) {
            throw arguments.fail("gets a tensor of " + dtype
                    + " that requires a gradient, which only floating ones can;" + " the file is damaged");
        }
        int[] shape = arguments.extents(2, MOST_DIMENSIONS);
        int[] strides = arguments.extents(3, MOST_DIMENSIONS);
        long units = storage.size() * storage.type().unit() / dtype.bytes();
        long offset = arguments.whole(1);
        if (shape.length != strides.length || offset < 0) {
            throw arguments.fail("gets " + shape.length + " extents, " + strides.length + " strides and the offset "
                    + offset + "; the file is damaged");
        }
        long count;
        try {
            count = Shape.of(shape).size();
        } catch (ShapeException e) {
            throw arguments.fail("gets a shape that no tensor has: " + e.getMessage(), e);
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw arguments.fail(
                    "gets a tensor of " + count + " elements; one holds at most 2^31 - 9: save it in parts");
        }
        if (count == 0) {
            return new TensorPlan(storage, dtype, 0, shape, strides, requiresGrad);
        }
        long last = offset;
        for (int i = 0; i < shape.length && last < units; i++) {
            last += (long) (shape[i] - 1) * strides[i];
        }
        if (last >= units) {
            throw arguments.fail("gets a tensor of shape " + Shape.of(shape) + " that passes the end of its storage of "
                    + units + " elements; the file is damaged");
        }
        // Fits an int unless the storage is longer than an array, which is found out when it is read.
        return new TensorPlan(storage, dtype, (int) Math.min(offset, Integer.MAX_VALUE), shape, strides, requiresGrad);
    }

    /** A tensor's flags, such as that it is to be conjugated, change what its elements mean. */
    private static void requirePlain(Arguments arguments, int index) {
        if (arguments.count() > index && arguments.any(index) instanceof Map<?, ?> flags && flags.containsValue(true)) {
            throw arguments.fail(
                    "gets a tensor that is to be negated or conjugated when it is read; save x.resolve_neg()");
        }
    }

    private static TensorPlan parameter(Arguments arguments) {
        if (!(arguments.any(0) instanceof TensorPlan data)) {
            throw arguments.mismatch(0, "a tensor");
        }
        boolean requiresGrad = arguments.count() < 2 || arguments.truth(1);
        if (requiresGrad && !data.dtype().isFloating()) {
            throw arguments.fail("gets a parameter of " + data.dtype()
                    + " that requires a gradient, which only floating" + " ones can; the file is damaged");
        }
        return new TensorPlan(data.storage(), data.dtype(), data.offset(), data.shape(), data.strides(), requiresGrad);
    }

    private static @Nullable Object fromType(Arguments arguments) {
        Function rebuild = arguments.function(0);
        String type = arguments.function(1).name();
        if (!type.startsWith("torch.") || !rebuild.name().startsWith("torch._utils._rebuild_")) {
            throw arguments.fail(
                    "gets " + rebuild.name() + " for " + type + ", expected a tensor's; the file is damaged");
        }
        return rebuild.call(arguments.of(rebuild, 2));
    }

    private static @Nullable Object typeOnly(Arguments arguments) {
        throw arguments.fail("is called to make an object, which is not read; save the state dict");
    }

    private static Object dict(Arguments arguments) {
        Map<@Nullable Object, @Nullable Object> dict = new LinkedHashMap<>();
        if (arguments.count() == 0) {
            return dict;
        }
        Object content = arguments.any(0);
        if (content instanceof LinkedHashMap<?, ?> map) {
            dict.putAll(map);
            return dict;
        }
        if (!(content instanceof List<?> pairs)) {
            throw arguments.mismatch(0, "pairs of keys and values");
        }
        for (Object pair : pairs) {
            if (!(pair instanceof List<?> both) || both.size() != 2 || !(both.get(0) instanceof String key)) {
                throw arguments.mismatch(0, "pairs of texts and values");
            }
            dict.put(key, both.get(1));
        }
        return dict;
    }

    private static Object set(Arguments arguments) {
        Set<@Nullable Object> set = new LinkedHashSet<>();
        if (arguments.count() == 0) {
            return set;
        }
        if (!(arguments.any(0) instanceof List<?> items)) {
            throw arguments.mismatch(0, "a list");
        }
        for (Object item : items) {
            if (!(item instanceof String || item instanceof Number || item instanceof Boolean)) {
                throw arguments.mismatch(0, "texts and numbers");
            }
            set.add(item);
        }
        return set;
    }

    private static Tuple size(Arguments arguments) {
        if (arguments.any(0) instanceof Tuple size) {
            return size;
        }
        throw arguments.mismatch(0, "a tuple");
    }

    private static String device(Arguments arguments) {
        String type = arguments.text(0);
        return arguments.count() > 1 && arguments.any(1) != null ? type + ":" + arguments.whole(1) : type;
    }

    /** How protocol 2 writes bytes: as text whose letters are they. */
    private static byte[] encode(Arguments arguments) {
        String text = arguments.text(0);
        String charset = arguments.count() > 1 ? arguments.text(1) : "utf-8";
        return switch (charset) {
            case "latin1", "latin-1", "iso-8859-1" -> text.getBytes(StandardCharsets.ISO_8859_1);
            case "utf-8", "utf8", "ascii" -> text.getBytes(StandardCharsets.UTF_8);
            default -> throw arguments.mismatch(1, "latin1 or utf-8");
        };
    }

    private static Map<String, String> refused() {
        Map<String, String> refused = new HashMap<>();
        for (String name : List.of(
                "ComplexFloatStorage",
                "ComplexDoubleStorage",
                "ComplexHalfStorage",
                "complex32",
                "complex64",
                "complex128",
                "cfloat",
                "cdouble",
                "chalf")) {
            refused.put("torch." + name, COMPLEX);
        }
        refused.put("builtins.complex", COMPLEX);
        refused.put("__builtin__.complex", COMPLEX);
        for (String name : List.of(
                "QUInt8Storage",
                "QInt8Storage",
                "QInt32Storage",
                "QUInt4x2Storage",
                "QUInt2x4Storage",
                "quint8",
                "qint8",
                "qint32",
                "quint4x2",
                "quint2x4",
                "per_tensor_affine",
                "per_channel_affine",
                "per_channel_affine_float_qparams",
                "per_channel_symmetric")) {
            refused.put("torch." + name, QUANTIZED);
        }
        refused.put("torch._utils._rebuild_qtensor", QUANTIZED);
        for (String name : List.of("_rebuild_sparse_tensor", "_rebuild_sparse_csr_tensor")) {
            refused.put("torch._utils." + name, SPARSE);
        }
        for (String name : List.of("sparse_coo", "sparse_csr", "sparse_csc", "sparse_bsr", "sparse_bsc")) {
            refused.put("torch." + name, SPARSE);
        }
        for (String name : List.of(
                "float8_e4m3fn",
                "float8_e5m2",
                "float8_e4m3fnuz",
                "float8_e5m2fnuz",
                "float8_e8m0fnu",
                "float4_e2m1fn_x2")) {
            refused.put("torch." + name, FLOAT8);
        }
        for (String name : List.of("uint16", "uint32", "uint64")) {
            refused.put("torch." + name, UNSIGNED);
        }
        refused.put("torch._utils._rebuild_nested_tensor", "a nested tensor; save its parts, x.unbind()");
        refused.put(
                "torch._utils._rebuild_meta_tensor_no_storage",
                "a tensor on the device 'meta', which has no numbers; save it from a device that has them");
        for (String name : List.of("_rebuild_device_tensor_from_numpy", "_rebuild_xla_tensor", "_rebuild_mlc_tensor")) {
            refused.put("torch._utils." + name, "a tensor of another device's own format; save x.cpu()");
        }
        refused.put(
                "torch._utils._rebuild_wrapper_subclass",
                "a tensor of a class of its own, such as a distributed one; save the plain tensor in it");
        refused.put("torch.jit._pickle.restore_type_tag", "a TorchScript value; save the state dict");
        return Map.copyOf(refused);
    }
}
