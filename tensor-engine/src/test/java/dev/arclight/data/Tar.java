package dev.arclight.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Unpacks the plain files of a tar.gz archive. */
final class Tar {
    private static final int BLOCK = 512;

    private Tar() {}

    static void unpack(Path archive, Path folder) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
                DataInputStream stream = new DataInputStream(new GZIPInputStream(file, 1 << 16))) {
            byte[] header = new byte[BLOCK];
            while (true) {
                stream.readFully(header);
                String name = text(header, 0, 100);
                if (name.isEmpty()) {
                    return;
                }
                String prefix = text(header, 345, 155);
                int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
                byte[] content = new byte[(size + BLOCK - 1) / BLOCK * BLOCK];
                stream.readFully(content);
                if (header[156] == '0') {
                    Path target = folder.resolve(prefix.isEmpty() ? name : prefix + "/" + name);
                    Files.createDirectories(target.getParent());
                    Files.write(target, Arrays.copyOf(content, size));
                }
            }
        }
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.US_ASCII);
    }
}
