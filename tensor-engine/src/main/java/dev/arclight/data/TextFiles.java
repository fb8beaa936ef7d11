package dev.arclight.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opening of text files, plain or gzip, and what is said if that fails. */
final class TextFiles {
    private TextFiles() {}

    static InputStream open(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new DataFormatException(file + ": is a folder; name the files in it");
            }
            InputStream stream = Files.newInputStream(file);
            try {
                return Idx.plain(stream);
            } catch (IOException e) {
                stream.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new DataFormatException(file + ": there is no such file; check the path", e);
        } catch (IOException e) {
            throw new DataFormatException(file + ": cannot be read: " + oneLine(e), e);
        }
    }

    static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
