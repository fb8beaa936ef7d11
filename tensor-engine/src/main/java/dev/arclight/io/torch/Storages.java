package dev.arclight.io.torch;

import dev.arclight.io.Elements;
import dev.arclight.io.FileBytes;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Quoted;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** Where a file holds the storages that its pickle speaks of; each is read when first asked for, and once. */
final class Storages {
    /** Bytes of a file. */
    record Place(long begin, long bytes) {}

    /** Finds a storage and checks that it is whole. */
    interface Finder {
        Place find(StorageRef storage) throws IOException;
    }

    private final FileBytes file;
    private final ByteOrder order;
    private final Finder finder;
    private final Map<String, Tensor> read = new HashMap<>();

    Storages(FileBytes file, ByteOrder order, Finder finder) {
        this.file = file;
        this.order = order;
        this.finder = finder;
    }

    /** The tensor that a pickle describes; those of one storage share memory. */
    Tensor tensor(TensorPlan plan) throws IOException {
        StorageRef storage = plan.storage();
        Tensor all = read.get(storage.key());
        if (all == null) {
            all = whole(storage, plan.dtype());
            read.put(storage.key(), all);
        }
        if (all.dtype() != plan.dtype()) {
            throw new ModelFormatException(file.location() + ": tensors look at the storage "
                    + Quoted.text(storage.key()) + " as " + all.dtype() + " and as " + plan.dtype()
                    + "; save copies of them, x.clone()");
        }
        int start =
                (int) (storage.start() * storage.type().unit() / plan.dtype().bytes());
        Tensor tensor = Tensor.alias(all, Shape.of(plan.shape()), plan.strides(), start + plan.offset());
        return plan.requiresGrad() ? tensor.requiresGrad(true) : tensor;
    }

    private Tensor whole(StorageRef storage, DType dtype) throws IOException {
        long bytes = storage.whole() * storage.type().unit();
        long count = bytes / dtype.bytes();
        if (count > Integer.MAX_VALUE - 8L) {
            throw new ModelFormatException(file.location() + ": the storage " + Quoted.text(storage.key()) + " has "
                    + count + " elements, more than a Java array holds; save its tensors in parts");
        }
        Place place = finder.find(storage);
        if (place.bytes() != bytes) {
            throw new ModelFormatException(file.location() + ": the storage " + Quoted.text(storage.key()) + " has "
                    + place.bytes() + " bytes where the pickle says " + bytes
                    + "; the file is cut off or damaged, copy or write it again");
        }
        return Elements.read(
                file.range(place.begin(), count * dtype.bytes()), storage.key(), dtype, Shape.of((int) count), order);
    }
}
