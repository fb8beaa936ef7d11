package dev.arclight.beam.data;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderProvider;
import org.apache.beam.sdk.coders.CoderProviders;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.jspecify.annotations.Nullable;

/** The coder of {@link TensorBlock}: names, types and little-endian bits in bulk; deterministic. Immutable. */
public final class TensorBlockCoder extends AtomicCoder<TensorBlock> {
    private static final TensorBlockCoder INSTANCE = new TensorBlockCoder();
    private static final TypeDescriptor<TensorBlock> TYPE = TypeDescriptor.of(TensorBlock.class);

    private TensorBlockCoder() {}

    public static TensorBlockCoder of() {
        return INSTANCE;
    }

    /** Beam finds it by this name: what makes {@code @DefaultCoder} on a block work. */
    public static CoderProvider getCoderProvider() {
        return CoderProviders.forCoder(TYPE, INSTANCE);
    }

    @Override
    public void encode(@Nullable TensorBlock block, OutputStream out) throws IOException {
        if (block == null) {
            throw new CoderException("TensorBlockCoder cannot encode null; wrap it in a NullableCoder");
        }
        VarInt.encode(block.names().size(), out);
        for (String name : block.names()) {
            StringUtf8Coder.of().encode(name, out);
            write(block.column(name), out);
        }
    }

    @Override
    public TensorBlock decode(InputStream in) throws IOException {
        int count = VarInt.decodeInt(in);
        Map<String, Tensor> columns = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String name = StringUtf8Coder.of().decode(in);
            columns.put(name, read(in));
        }
        return TensorBlock.of(columns);
    }

    /** The type, then the elements. */
    private static void write(Tensor tensor, OutputStream out) throws IOException {
        StringUtf8Coder.of().encode(tensor.dtype().toString(), out);
        VarInt.encode(tensor.rank(), out);
        for (int extent : tensor.shape().toArray()) {
            VarInt.encode(extent, out);
        }
        int bytes = tensor.dtype().bytes();
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.multiplyExact(tensor.numel(), bytes)).order(ByteOrder.LITTLE_ENDIAN);
        int from = tensor.offset();
        int count = tensor.numel();
        switch (tensor.dtype()) {
            case FLOAT32 -> buffer.asFloatBuffer().put(tensor.storage().floats(), from, count);
            case FLOAT64 -> buffer.asDoubleBuffer().put(tensor.storage().doubles(), from, count);
            case INT64 -> buffer.asLongBuffer().put(tensor.storage().longs(), from, count);
            case INT32 -> buffer.asIntBuffer().put(tensor.storage().ints(), from, count);
            case INT16, FLOAT16, BFLOAT16 ->
                buffer.asShortBuffer().put(tensor.storage().shorts(), from, count);
            case INT8, UINT8, BOOL -> buffer.put(tensor.storage().bytes(), from, count);
        }
        out.write(buffer.array());
    }

    private static Tensor read(InputStream in) throws IOException {
        DType dtype = DType.of(StringUtf8Coder.of().decode(in));
        int[] extents = new int[VarInt.decodeInt(in)];
        long elements = 1;
        for (int i = 0; i < extents.length; i++) {
            extents[i] = VarInt.decodeInt(in);
            elements *= extents[i];
        }
        byte[] bytes = in.readNBytes(Math.toIntExact(elements * dtype.bytes()));
        if (bytes.length < elements * dtype.bytes()) {
            throw new EOFException(
                    "TensorBlockCoder: a tensor of " + elements + " elements of " + dtype + " ends early");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Tensor tensor = Tensor.uninitialized(dtype, Shape.of(extents));
        switch (dtype) {
            case FLOAT32 -> buffer.asFloatBuffer().get(tensor.storage().floats());
            case FLOAT64 -> buffer.asDoubleBuffer().get(tensor.storage().doubles());
            case INT64 -> buffer.asLongBuffer().get(tensor.storage().longs());
            case INT32 -> buffer.asIntBuffer().get(tensor.storage().ints());
            case INT16, FLOAT16, BFLOAT16 ->
                buffer.asShortBuffer().get(tensor.storage().shorts());
            case INT8, UINT8, BOOL -> buffer.get(tensor.storage().bytes());
        }
        return tensor;
    }

    @Override
    public boolean consistentWithEquals() {
        return false;
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public TypeDescriptor<TensorBlock> getEncodedTypeDescriptor() {
        return TYPE;
    }
}
