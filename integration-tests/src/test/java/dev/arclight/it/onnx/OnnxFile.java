package dev.arclight.it.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The float tensors that an ONNX file holds, and which of them the nodes read. */
final class OnnxFile {
    /** Numbers of fields, of the format's {@code onnx.proto}. */
    private static final int MODEL_GRAPH = 7;

    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int TENSOR_DIMS = 1;
    private static final int TENSOR_TYPE = 2;
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_RAW = 9;
    private static final int FLOAT = 1;

    private final Map<String, Tensor> tensors = new HashMap<>();
    private final Map<String, List<String>> inputs = new HashMap<>();

    OnnxFile(byte[] bytes) throws IOException {
        CodedInputStream model = CodedInputStream.newInstance(bytes);
        for (int tag = model.readTag(); tag != 0; tag = model.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) == MODEL_GRAPH) {
                readGraph(CodedInputStream.newInstance(model.readByteArray()));
            } else {
                model.skipField(tag);
            }
        }
    }

    /** @throws IllegalArgumentException if there is none of this name */
    Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the file has no float tensor '" + name + "'");
        }
        return tensor;
    }

    /** The second input of a node, such as the right factor of a product. */
    Tensor factorOf(String node) {
        List<String> read = inputs.get(node);
        if (read == null || read.size() < 2) {
            throw new IllegalArgumentException("the file has no node '" + node + "' of two inputs");
        }
        return tensor(read.get(1));
    }

    private void readGraph(CodedInputStream graph) throws IOException {
        for (int tag = graph.readTag(); tag != 0; tag = graph.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case GRAPH_NODE -> readNode(CodedInputStream.newInstance(graph.readByteArray()));
                case GRAPH_INITIALIZER -> readTensor(CodedInputStream.newInstance(graph.readByteArray()));
                default -> graph.skipField(tag);
            }
        }
    }

    private void readNode(CodedInputStream node) throws IOException {
        String name = "";
        List<String> read = new ArrayList<>();
        for (int tag = node.readTag(); tag != 0; tag = node.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case NODE_INPUT -> read.add(node.readString());
                case NODE_NAME -> name = node.readString();
                default -> node.skipField(tag);
            }
        }
        inputs.put(name, read);
    }

    private void readTensor(CodedInputStream tensor) throws IOException {
        String name = "";
        int[] dims = {};
        int type = 0;
        byte[] raw = {};
        for (int tag = tensor.readTag(); tag != 0; tag = tensor.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case TENSOR_DIMS -> {
                    boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                    int end = packed ? tensor.pushLimit(tensor.readRawVarint32()) : 0;
                    do {
                        dims = Arrays.copyOf(dims, dims.length + 1);
                        dims[dims.length - 1] = Math.toIntExact(tensor.readInt64());
                    } while (packed && tensor.getBytesUntilLimit() > 0);
                    if (packed) {
                        tensor.popLimit(end);
                    }
                }
                case TENSOR_TYPE -> type = tensor.readInt32();
                case TENSOR_NAME -> name = tensor.readString();
                case TENSOR_RAW -> raw = tensor.readByteArray();
                default -> tensor.skipField(tag);
            }
        }
        if (type == FLOAT) {
            float[] values = new float[raw.length / Float.BYTES];
            ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            tensors.put(name, Tensor.of(values, dims));
        }
    }
}
