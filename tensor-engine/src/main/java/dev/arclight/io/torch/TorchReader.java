package dev.arclight.io.torch;

import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a file of {@code torch.save}: the zip archives of 1.6 and later, and the row of pickles of those before. */
final class TorchReader {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long LEGACY_VERSION = 1001;
    private static final String PICKLE = "/data.pkl";

    /** Where a tar archive has its magic. */
    private static final int TAR_MAGIC_AT = 257;

    private final FileBytes file;

    private TorchReader(FileBytes file) {
        this.file = file;
    }

    static @Nullable Object read(FileBytes file) throws IOException {
        TorchReader reader = new TorchReader(file);
        String start = reader.latin1(0, 4);
        if (start.startsWith("PK")) {
            return reader.zip();
        }
        if (reader.latin1(TAR_MAGIC_AT, 5).equals("ustar")) {
            throw reader.fail(
                    "is a tar archive, as PyTorch wrote before version 0.1.10; load it there and save it again");
        }
        if (start.isEmpty() || start.charAt(0) != '\u0080' && start.charAt(0) != 'L') {
            throw reader.fail("begins neither as the zip archives nor as the pickles of torch.save; it is of another"
                    + " format");
        }
        return reader.legacy();
    }

    // ---- zip --------------------------------------------------------------------------------------------

    private @Nullable Object zip() throws IOException {
        ZipDirectory directory = new ZipDirectory(file);
        String folder = folder(directory);
        if (directory.has(folder + "/constants.pkl")) {
            throw fail("is a TorchScript archive, which holds a program; save the state dict in Python:"
                    + " torch.save(model.state_dict(), path)");
        }
        ByteOrder order = order(directory, folder);
        Storages.Place place = directory.find(folder + PICKLE);
        PickleInput in = new PickleInput(file, file.location(), place.begin(), place.begin() + place.bytes());
        Globals globals = new Globals(in);
        Object root = new Unpickler(in, globals).load();
        Storages storages = new Storages(file, order, storage -> directory.find(folder + "/data/" + storage.key()));
        return new Resolver(in, storages).resolve(root);
    }

    /** All entries lie in one folder, which is called as the file was when it was saved. */
    private String folder(ZipDirectory directory) {
        String found = null;
        for (String name : directory.names()) {
            int slash = name.indexOf('/');
            if (slash >= 0 && name.substring(slash).equals(PICKLE)) {
                if (found != null) {
                    throw fail("has two folders with a " + PICKLE.substring(1) + "; torch.save writes one");
                }
                found = name.substring(0, slash);
            }
        }
        if (found == null) {
            throw fail("is a zip archive without a folder that has a " + PICKLE.substring(1)
                    + "; it is not one of torch.save");
        }
        return found;
    }

    private ByteOrder order(ZipDirectory directory, String folder) throws IOException {
        String name = folder + "/byteorder";
        if (!directory.has(name)) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        Storages.Place place = directory.find(name);
        String order = latin1(place.begin(), (int) Math.min(place.bytes(), 10));
        return switch (order) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default -> throw fail("says that its byteorder is " + Quoted.text(order) + ", expected little or big");
        };
    }

    // ---- legacy -----------------------------------------------------------------------------------------

    private @Nullable Object legacy() throws IOException {
        PickleInput in = new PickleInput(file, file.location(), 0, file.length());
        Globals globals = new Globals(in);
        if (!MAGIC.equals(new Unpickler(in, globals).load())) {
            throw fail("is a pickle that does not begin as those of torch.save do; it is of another format");
        }
        Object version = new Unpickler(in, globals).load();
        if (!Long.valueOf(LEGACY_VERSION).equals(version)) {
            throw fail("is of version " + Arguments.describe(version) + " of PyTorch's older format, expected "
                    + LEGACY_VERSION + "; the file is damaged");
        }
        // About the machine that wrote it. Elements are little-endian in this format whatever it says.
        new Unpickler(in, globals).load();
        Object root = new Unpickler(in, globals).load();
        Object keys = new Unpickler(in, globals).load();
        if (!(keys instanceof List<?> list)) {
            throw fail(
                    "has " + Arguments.describe(keys) + " where the list of storages is expected; the file is damaged");
        }
        Map<String, Storages.Place> places = places(list, globals.storages(), in.position());
        Storages storages = new Storages(file, ByteOrder.LITTLE_ENDIAN, storage -> {
            Storages.Place place = places.get(storage.key());
            if (place == null) {
                throw fail("lacks the storage " + Quoted.text(storage.key()) + "; the file is damaged");
            }
            return place;
        });
        return new Resolver(in, storages).resolve(root);
    }

    /** The storages stand behind the pickles in the list's order, each with its size before it. */
    private Map<String, Storages.Place> places(List<?> keys, Map<String, StorageRef> known, long from)
            throws IOException {
        Map<String, Storages.Place> places = new HashMap<>();
        long at = from;
        for (Object key : keys) {
            StorageRef storage = key instanceof String || key instanceof Long ? known.get(key.toString()) : null;
            if (storage == null) {
                throw fail(
                        "lists " + Arguments.describe(key) + " as a storage, which no tensor has; the file is damaged");
            }
            long left = file.length() - at - Long.BYTES;
            if (left < 0 || storage.whole() > left / storage.type().unit()) {
                throw fail("ends within the storage " + Quoted.text(storage.key())
                        + "; it is cut off, copy or write it again");
            }
            ByteBuffer size = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (size.hasRemaining()) {
                size.put(file.at(at + size.position(), size.remaining()));
            }
            if (size.getLong(0) != storage.whole()) {
                throw fail("the storage " + Quoted.text(storage.key()) + " has " + size.getLong(0)
                        + " elements where the pickle says " + storage.whole() + "; the file is damaged");
            }
            long bytes = storage.whole() * storage.type().unit();
            if (places.put(storage.key(), new Storages.Place(at + Long.BYTES, bytes)) != null) {
                throw fail("lists the storage " + Quoted.text(storage.key()) + " twice; the file is damaged");
            }
            at += Long.BYTES + bytes;
        }
        return places;
    }

    private String latin1(long from, int count) throws IOException {
        int there = (int) Math.max(0, Math.min(count, file.length() - from));
        byte[] bytes = new byte[there];
        int filled = 0;
        while (filled < there) {
            ByteBuffer part = file.at(from + filled, there - filled);
            int length = part.remaining();
            part.get(bytes, filled, length);
            filled += length;
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private ModelFormatException fail(String what) {
        return new ModelFormatException(file.location() + ": " + what);
    }
}
