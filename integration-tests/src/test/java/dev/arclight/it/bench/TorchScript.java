package dev.arclight.it.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of libtorch given as the body of a TorchScript method: what DJL has no method for, and without what DJL does
 * besides. The module is an archive as {@code torch.jit.save} writes it: a class without attributes, and its code.
 */
final class TorchScript {
    private static final String HEAD = """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              def forward(self: __torch__.M""";

    private final PtSymbolBlock block;
    private final PtNDManager manager;

    /**
     * @param operands names of the arguments, all tensors
     * @param body statements, separated by newlines, without indentation, that return a tensor
     */
    TorchScript(NDManager manager, List<String> operands, String body) {
        this.manager = (PtNDManager) manager;
        String code = HEAD
                + operands.stream().map(name -> ",\n    " + name + ": Tensor").collect(Collectors.joining())
                + ") -> Tensor:\n    "
                + body.replace("\n", "\n    ")
                + "\n";
        try {
            block = JniUtils.loadModule(this.manager, new ByteArrayInputStream(archive(code)), false, false);
        } catch (IOException e) {
            throw new IllegalStateException("no module can be made of " + body, e);
        }
    }

    /** The value of an expression of the operands. */
    static TorchScript of(NDManager manager, List<String> operands, String expression) {
        return new TorchScript(manager, operands, "return " + expression);
    }

    /**
     * The gradients of the first {@code leaves} operands, computed after the expression itself, of which the first is
     * returned. The last operand is the gradient of the expression.
     */
    static TorchScript gradients(NDManager manager, List<String> operands, int leaves, String expression) {
        StringBuilder body = new StringBuilder();
        for (String leaf : operands.subList(0, leaves)) {
            body.append(leaf + "_ = torch.requires_grad_(torch.detach(" + leaf + "), True)\n");
        }
        String inner = expression;
        for (String leaf : operands.subList(0, leaves)) {
            inner = inner.replaceAll("\\b" + leaf + "\\b", leaf + "_");
        }
        String sought =
                operands.subList(0, leaves).stream().map(leaf -> leaf + "_").collect(Collectors.joining(", "));
        body.append("y = ").append(inner).append('\n');
        body.append("gs = torch.grad([y], [" + sought + "], annotate(List[Optional[Tensor]], ["
                + operands.get(operands.size() - 1) + "]))\n");
        body.append("return unchecked_cast(Tensor, gs[0])");
        return new TorchScript(manager, operands, body.toString());
    }

    NDArray run(boolean gradients, NDArray... operands) {
        return block.forward(new ParameterStore(manager, false), new NDList(operands), gradients)
                .singletonOrThrow();
    }

    private static byte[] archive(String code) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            // Protocol 2: an instance of __torch__.M made of an empty tuple, with an empty state.
            put(
                    zip,
                    "m/data.pkl",
                    "\u0080\u0002c__torch__\nM\nq\u0000)\u0081}b.".getBytes(StandardCharsets.ISO_8859_1));
            put(zip, "m/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "m/constants.pkl", "\u0080\u0002).".getBytes(StandardCharsets.ISO_8859_1));
            put(zip, "m/version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 sum = new CRC32();
        sum.update(content);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(sum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
