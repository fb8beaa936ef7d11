package dev.arclight.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Good files changed at random, and what is asked of a reader of each: it gives a value or says in the readers' own
 * exceptions what is wrong, soon, and with little memory.
 */
public final class FileFuzz {
    /** Reads a file that may be anything. */
    public interface Reader {
        @Nullable
        Object read(byte[] file);
    }

    private static final long MOST_NANOS = 1_000_000_000L;
    private static final long MOST_BYTES = 64L << 20;

    private static final long[] NUMBERS = {
        0,
        1,
        -1,
        2,
        7,
        8,
        63,
        64,
        127,
        128,
        255,
        256,
        32767,
        32768,
        65535,
        65536,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 32,
        1L << 33,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Long.MAX_VALUE - 7,
        1L << 62
    };

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random;
    private final List<byte[]> seeds;
    private final List<byte[]> words;
    private int read;
    private int refused;

    /**
     * @param seeds good files, and bad ones of interest
     * @param words pieces of the format that are put in, of a byte a character
     */
    public FileFuzz(long seed, List<byte[]> seeds, String... words) {
        this.random = new Random(seed);
        this.seeds = seeds;
        this.words = Arrays.stream(words)
                .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Reads so many changed files. */
    public void run(int count, Reader reader) {
        for (int i = 0; i < count; i++) {
            check(next(), reader);
        }
    }

    /** How many were still good. */
    public int read() {
        return read;
    }

    /** How many were said not to be. */
    public int refused() {
        return refused;
    }

    private void check(byte[] file, Reader reader) {
        long id = Thread.currentThread().getId();
        long nanos = thread.getCurrentThreadCpuTime();
        long bytes = thread.getThreadAllocatedBytes(id);
        try {
            requireWithinItsStorage(reader.read(file), new IdentityHashMap<>());
            read++;
        } catch (ModelFormatException | ModelAccessException e) {
            assertThat(e.getMessage()).doesNotContain("\n").isNotBlank();
            refused++;
        } catch (RuntimeException | Error e) {
            throw new AssertionError("not a typed error for " + described(file), e);
        }
        long allocated = thread.getThreadAllocatedBytes(id) - bytes;
        long taken = thread.getCurrentThreadCpuTime() - nanos;
        if (allocated > MOST_BYTES + file.length || taken > MOST_NANOS) {
            throw new AssertionError(allocated + " bytes and " + taken + " ns of the processor for " + described(file));
        }
    }

    private static String described(byte[] file) {
        return "the file of " + file.length + " bytes " + Base64.getEncoder().encodeToString(file);
    }

    /** What a reader lets through is safe to compute with. */
    private static void requireWithinItsStorage(@Nullable Object value, IdentityHashMap<Object, Boolean> seen) {
        if (value instanceof Tensor tensor) {
            long last = tensor.offset();
            for (int i = 0; i < tensor.rank(); i++) {
                assertThat(tensor.stride(i)).isNotNegative();
                last += (tensor.size(i) - 1L) * tensor.stride(i);
            }
            if (tensor.numel() > 0) {
                assertThat(last).isLessThan(tensor.storage().length());
            }
        } else if (value instanceof Collection<?> items && seen.put(value, true) == null) {
            items.forEach(item -> requireWithinItsStorage(item, seen));
        } else if (value instanceof Map<?, ?> map && seen.put(value, true) == null) {
            map.values().forEach(item -> requireWithinItsStorage(item, seen));
        }
    }

    /** A seed with from one to six changes. */
    private byte[] next() {
        byte[] file = seeds.get(random.nextInt(seeds.size()));
        int changes = 1 + random.nextInt(random.nextInt(6) + 1);
        for (int i = 0; i < changes; i++) {
            file = changed(file);
        }
        return file;
    }

    private byte[] changed(byte[] file) {
        if (file.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(file.length);
        int length = Math.min(file.length - at, 1 + random.nextInt(1 << random.nextInt(8)));
        return switch (random.nextInt(11)) {
            case 0 -> with(file, at, 1, new byte[] {(byte) (file[at] ^ 1 << random.nextInt(8))});
            case 1 -> with(file, at, 1, new byte[] {(byte) random.nextInt()});
            case 2 -> with(file, at, 1, new byte[] {(byte) (file[at] + random.nextInt(5) - 2)});
            case 3 -> with(file, at, length, number(length));
            case 4 -> with(file, at, length, new byte[0]);
            case 5 -> with(file, at, 0, Arrays.copyOfRange(file, at, at + length));
            case 6 -> Arrays.copyOf(file, at);
            case 7, 8 -> with(file, at, random.nextBoolean() ? 0 : length, word());
            case 9 -> with(file, at, length, piece(file));
            default -> with(file, at, file.length - at, tail());
        };
    }

    private byte[] number(int length) {
        int bytes = length >= Long.BYTES ? Long.BYTES : length >= Integer.BYTES ? Integer.BYTES : length;
        ByteBuffer all = ByteBuffer.allocate(Long.BYTES)
                .order(random.nextInt(4) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
                .putLong(NUMBERS[random.nextInt(NUMBERS.length)]);
        return Arrays.copyOf(all.array(), bytes);
    }

    private byte[] word() {
        if (words.isEmpty() || random.nextInt(4) == 0) {
            byte[] any = new byte[1 + random.nextInt(16)];
            random.nextBytes(any);
            return any;
        }
        byte[] word = words.get(random.nextInt(words.size()));
        if (random.nextInt(8) > 0) {
            return word;
        }
        // Many of them, since what one byte asks for may be large.
        byte[] many = new byte[word.length * (1 + random.nextInt(200))];
        for (int i = 0; i < many.length; i++) {
            many[i] = word[i % word.length];
        }
        return many;
    }

    private byte[] piece(byte[] file) {
        int from = random.nextInt(file.length);
        return Arrays.copyOfRange(file, from, Math.min(file.length, from + 1 + random.nextInt(64)));
    }

    /** The end of another seed. */
    private byte[] tail() {
        byte[] other = seeds.get(random.nextInt(seeds.size()));
        return Arrays.copyOfRange(other, random.nextInt(other.length), other.length);
    }

    private static byte[] with(byte[] file, int at, int removed, byte[] put) {
        byte[] made = new byte[file.length - removed + put.length];
        System.arraycopy(file, 0, made, 0, at);
        System.arraycopy(put, 0, made, at, put.length);
        System.arraycopy(file, at + removed, made, at + put.length, file.length - at - removed);
        return made;
    }
}
