package dev.arclight.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSourceTest {
    @TempDir
    Path temporary;

    @ParameterizedTest
    @ValueSource(ints = {8, 13, 64, 100, 999, 1000, 4096})
    void mappedBytesComeInOrderInWholeElementsWhateverTheWindow(int window) throws IOException {
        byte[] content = new byte[1000];
        Random random = new Random(window);
        random.nextBytes(content);
        Path file = Files.write(temporary.resolve("bytes"), content);
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        try (FileChannel channel = FileChannel.open(file)) {
            ByteSource source = FileBytes.mapped(channel, "bytes", window).range(0, content.length);
            while (taken.size() < content.length) {
                int wanted = 1 + random.nextInt(150);
                ByteBuffer bytes = source.take(wanted);
                int all = Math.min(wanted, content.length - taken.size());
                assertThat(bytes.remaining() == all || bytes.remaining() > 0 && bytes.remaining() % 8 == 0)
                        .as("%d of %d", bytes.remaining(), wanted)
                        .isTrue();
                byte[] part = new byte[bytes.remaining()];
                bytes.get(part);
                taken.writeBytes(part);
            }
            assertThat(source.take(1).hasRemaining()).isFalse();
        }
        assertThat(taken.toByteArray()).isEqualTo(content);
    }
}
