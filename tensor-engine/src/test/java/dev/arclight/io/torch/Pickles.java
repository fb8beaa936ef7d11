package dev.arclight.io.torch;

import dev.arclight.io.FileBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Files of PyTorch put together by hand. */
final class Pickles {
    /** A reference to the storage of 4 floats called 0, which is left on the stack. */
    static final String STORAGE = "(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\4tQ";

    private Pickles() {}

    /** A zip archive with a pickle, of a byte for each character, and storages by key. */
    static byte[] zip(String pickle, Map<String, byte[]> storages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ZipWriter zip = new ZipWriter(out);
        try {
            zip.add("x/data.pkl", pickle.getBytes(StandardCharsets.ISO_8859_1));
            for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
                zip.add("x/data/" + storage.getKey(), storage.getValue());
            }
            zip.add("x/version", new byte[] {'3', '\n'});
            zip.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static @Nullable Object load(byte[] file) {
        return TorchFiles.load(new ByteArrayInputStream(file), "x.pt");
    }

    /** What a bare pickle builds. */
    static @Nullable Object load(String pickle) {
        return load(zip(pickle, Map.of("0", new byte[16])));
    }

    static byte[] saved(@Nullable Object tree) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            TorchFiles.save(tree, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static ZipDirectory directory(byte[] file) {
        try {
            return new ZipDirectory(FileBytes.of(file, "x.pt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
