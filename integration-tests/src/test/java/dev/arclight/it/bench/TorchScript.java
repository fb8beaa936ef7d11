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
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function of libtorch given as the body of a TorchScript method, for what DJL has no method for. The module is an archive
 * as {@code torch.jit.save} writes it: a class without attributes, and its code.
 */
final class TorchScript {
    private static final String HEAD = "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
            + "  def forward(self: __torch__.M,\n    x: Tensor) -> Tensor:\n";

    private final PtSymbolBlock block;
    private final PtNDManager manager;

    /** @param body statements, two lines or more separated by newlines, without indentation; {@code x} is the argument */
    TorchScript(NDManager manager, String body) {
        this.manager = (PtNDManager) manager;
        String code = HEAD + "    " + body.replace("\n", "\n    ") + "\n";
        try {
            block = JniUtils.loadModule(this.manager, new ByteArrayInputStream(archive(code)), false, false);
        } catch (IOException e) {
            throw new IllegalStateException("no module can be made of " + body, e);
        }
    }

    NDArray run(NDArray x, boolean gradients) {
        return block.forward(new ParameterStore(manager, false), new NDList(x), gradients)
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
