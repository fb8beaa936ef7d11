package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.autograd.Autograd;
import dev.arclight.op.Dispatch;
import dev.arclight.op.IndexPut;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Index;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.EllipsisIndexType;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Slice;
import org.bytedeco.pytorch.SymInt;
import org.bytedeco.pytorch.SymIntOptional;
import org.bytedeco.pytorch.TensorIndex;
import org.bytedeco.pytorch.TensorIndexVector;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptionalList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random index expressions pick, and write, what libtorch's pick and write. */
@SuppressWarnings("try") // Scopes are there to be closed.
class IndexAgreementTest {
    private static final int EXPRESSIONS = 3000;

    /** A tensor and what stands between its brackets. */
    private record Case(Tensor self, Index[] index) {
        String describe() {
            return self.shape()
                    + Arrays.stream(index)
                            .map(entry -> entry instanceof Tensor tensor
                                    ? tensor.type() + Arrays.toString(tensor.toLongArray())
                                    : entry.toString())
                            .collect(Collectors.joining(", ", "[", "]"));
        }

        boolean basic() {
            return Arrays.stream(index).noneMatch(Tensor.class::isInstance);
        }
    }

    @Test
    void whatIsPickedAgrees() {
        for (int seed = 0; seed < EXPRESSIONS; seed++) {
            Case drawn = draw(seed);
            try (PointerScope scope = new PointerScope()) {
                Tensor actual = drawn.self.get(drawn.index);
                org.bytedeco.pytorch.Tensor expected = Torch.of(drawn.self).index(theirs(drawn.index));
                String what = "seed " + seed + ": " + drawn.describe();
                Agree.exact(what, actual, expected);
                assertThat(actual.sharesStorage(drawn.self))
                        .as(what + " is a view")
                        .isEqualTo(drawn.basic());
            }
        }
    }

    @Test
    void textPicksWhatTypedEntriesPick() {
        int compared = 0;
        for (int seed = 0; seed < EXPRESSIONS; seed++) {
            Case drawn = draw(seed);
            String text = text(drawn.index);
            if (text != null) {
                String what = "seed " + seed + ": x[" + text + "]";
                Tensor expected = drawn.self.get(drawn.index);
                Tensor actual = drawn.self.get(text);
                assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
                assertThat(actual.toLongArray()).as(what).isEqualTo(expected.toLongArray());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(EXPRESSIONS / 2);
    }

    @Test
    void whatIsWrittenAgrees() {
        for (int seed = 0; seed < EXPRESSIONS; seed++) {
            Case drawn = draw(seed);
            Generator generator = Generator.seeded(seed, 2);
            try (PointerScope scope = new PointerScope()) {
                Tensor target = drawn.self.clone();
                org.bytedeco.pytorch.Tensor theirs = Torch.of(drawn.self);
                Shape picked = target.get(drawn.index).shape();
                if (generator.nextInt(2) == 0 || repeats(drawn)) {
                    target.set(-7, drawn.index);
                    theirs.index_put_(theirs(drawn.index), new Scalar(-7));
                } else {
                    Tensor value = value(picked, generator);
                    target.set(value, drawn.index);
                    theirs.index_put_(theirs(drawn.index), Torch.of(value));
                }
                Agree.exact("seed " + seed + ": " + drawn.describe(), target, theirs);
            }
        }
    }

    @Test
    void gradientsOfWhatIsPickedAgree() {
        for (int seed = 0; seed < EXPRESSIONS; seed += 3) {
            Case drawn = draw(seed);
            try (PointerScope scope = new PointerScope()) {
                Tensor leaf = drawn.self.to(DType.FLOAT64).requiresGrad(true);
                org.bytedeco.pytorch.Tensor theirs =
                        Torch.of(drawn.self.to(DType.FLOAT64)).requires_grad_(true);
                Tensor actual = leaf.get(drawn.index);
                org.bytedeco.pytorch.Tensor expected = theirs.index(theirs(drawn.index));
                Tensor weights = Tensor.arange(1, 1 + actual.numel())
                        .to(DType.FLOAT64)
                        .view(actual.shape().toArray());
                @Nullable Tensor grad = Autograd.grad(actual, new Tensor[] {leaf}, weights, false, false)[0];
                TensorVector reference = torch.grad(
                        new TensorVector(expected),
                        new TensorVector(theirs),
                        new TensorVector(Torch.of(weights)),
                        new BoolOptional(false),
                        false,
                        true);
                String what = "seed " + seed + ": " + drawn.describe();
                assertThat(grad).as(what).isNotNull();
                Agree.close(what, grad, reference.get(0), 1e-12, true);
            }
        }
    }

    @Test
    void valuesThatMeetAreAddedAsLibtorchAddsThem() {
        for (int seed = 0; seed < EXPRESSIONS; seed += 5) {
            Generator generator = Generator.seeded(seed, 3);
            int[] extents = {2 + generator.nextInt(3), 1 + generator.nextInt(3), 1 + generator.nextInt(3)};
            Tensor self = numbers(generator, extents);
            int rank = 1 + generator.nextInt(3);
            List<Tensor> indices = new ArrayList<>();
            int[] dims = new int[rank];
            for (int d = 0; d < rank; d++) {
                dims[d] = d;
                indices.add(positions(generator, extents[d], 4));
            }
            Tensor[] inputs = new Tensor[rank + 2];
            inputs[0] = self;
            for (int d = 0; d < rank; d++) {
                inputs[d + 2] = indices.get(d);
            }
            Shape picked = self.get(indices.toArray(Index[]::new)).shape();
            inputs[1] = value(picked, generator);
            try (PointerScope scope = new PointerScope()) {
                TensorOptionalList theirs = new TensorOptionalList();
                indices.forEach(index -> theirs.push_back(new TensorOptional(Torch.of(index))));
                org.bytedeco.pytorch.Tensor expected =
                        torch.index_put(Torch.of(self), theirs, Torch.of(inputs[1]), true);
                Agree.exact("seed " + seed, Dispatch.run(new IndexPut(Dims.of(dims), true), inputs), expected);
                Agree.exact("seed " + seed, self.indexPut(indices, inputs[1], true), expected);
                Tensor target = self.clone();
                target.indexPut_(indices, inputs[1], true);
                Agree.exact("seed " + seed + " in place", target, expected);
            }
        }
    }

    /** A random tensor, sometimes strided, and an expression that fits it. */
    private static Case draw(int seed) {
        Generator generator = Generator.seeded(seed, 1);
        int rank = generator.nextInt(12) == 0 ? 0 : 1 + generator.nextInt(4);
        int[] extents = new int[rank];
        for (int i = 0; i < rank; i++) {
            extents[i] = generator.nextInt(20) == 0 ? 0 : 1 + generator.nextInt(4);
        }
        Tensor self = numbers(generator, extents);
        if (generator.nextInt(3) == 0) {
            self = self.T().contiguous().T();
        }
        int together = generator.nextInt(4);
        boolean tensors = generator.nextInt(3) > 0;
        boolean masked = false;
        boolean positioned = false;
        boolean ellipsis = false;
        List<Index> entries = new ArrayList<>();
        int dim = 0;
        while (dim < rank) {
            int extent = extents[dim];
            int kind = generator.nextInt(tensors ? 12 : 7);
            if (kind == 0 && extent > 0) {
                entries.add(Index.at(generator.nextInt(2 * extent) - extent));
                dim++;
            } else if (kind <= 2) {
                entries.add(range(generator, extent));
                dim++;
            } else if (kind == 3 && entries.size() < 6) {
                entries.add(Index.newAxis());
            } else if (kind == 4 && !ellipsis) {
                entries.add(Index.ellipsis());
                ellipsis = true;
                dim += generator.nextInt(rank - dim + 1);
            } else if (kind == 5 && !ellipsis && !entries.isEmpty()) {
                break;
            } else if (kind >= 7 && kind <= 9 && extent > 0 && !masked) {
                entries.add(positions(generator, extent, together));
                positioned = true;
                dim++;
            } else if (kind >= 10 && !masked && !positioned) {
                masked = true;
                // libtorch counts a mask of several dimensions as one when it comes to what follows; so nothing does.
                int covered = generator.nextInt(2) == 0 ? 1 : ellipsis ? rank - dim : 1 + generator.nextInt(rank - dim);
                entries.add(mask(generator, Arrays.copyOfRange(extents, dim, dim + covered)));
                dim += covered;
                if (covered > 1) {
                    break;
                }
            } else {
                entries.add(Index.all());
                dim++;
            }
        }
        if (entries.isEmpty()) {
            entries.add(Index.ellipsis());
        }
        return new Case(self, entries.toArray(Index[]::new));
    }

    private static Index range(Generator generator, int extent) {
        int span = 2 * extent + 3;
        Integer start = generator.nextInt(2) == 0 ? null : generator.nextInt(span) - extent - 1;
        Integer stop = generator.nextInt(2) == 0 ? null : generator.nextInt(span) - extent - 1;
        return new Index.Range(start, stop, 1 + generator.nextInt(3));
    }

    /** Whole numbers in a shape that broadcasts with others of the same {@code together}. */
    private static Tensor positions(Generator generator, int extent, int together) {
        int[][] shapes = switch (together) {
            case 0 -> new int[][] {{3}, {1}};
            case 1 -> new int[][] {{2, 1}, {3}, {2, 3}, {1, 1}};
            case 2 -> new int[][] {{2, 2}};
            default -> new int[][] {{4}};
        };
        int[] shape = shapes[generator.nextInt(shapes.length)];
        long[] values = new long[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = generator.nextInt(2 * extent) - extent;
        }
        return Tensor.of(values, shape);
    }

    private static Tensor mask(Generator generator, int... shape) {
        byte[] values = new byte[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) generator.nextInt(2);
        }
        return Tensor.ofBytes(values, generator.nextInt(4) == 0 ? DType.UINT8 : DType.BOOL, shape);
    }

    private static Tensor numbers(Generator generator, int... shape) {
        long[] values = new long[(int) Shape.of(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = 10 + generator.nextInt(1000);
        }
        return Tensor.of(values, shape);
    }

    /** Values in a shape that broadcasts to what is picked. */
    private static Tensor value(Shape picked, Generator generator) {
        int[] extents = picked.toArray();
        int from = extents.length == 0 ? 0 : generator.nextInt(extents.length + 1);
        int[] shape = Arrays.copyOfRange(extents, from, extents.length);
        for (int i = 0; i < shape.length; i++) {
            if (generator.nextInt(4) == 0) {
                shape[i] = 1;
            }
        }
        return numbers(generator, shape);
    }

    /** Whether an index tensor may name a place twice, of which libtorch does not say which value stays. */
    private static boolean repeats(Case drawn) {
        return Arrays.stream(drawn.index)
                .anyMatch(entry -> entry instanceof Tensor tensor && tensor.dtype() == DType.INT64);
    }

    /** The expression as text, or null where an index tensor is no list. */
    private static @Nullable String text(Index... index) {
        List<String> entries = new ArrayList<>();
        for (Index entry : index) {
            if (entry instanceof Tensor tensor) {
                if (tensor.rank() != 1) {
                    return null;
                }
                boolean mask = tensor.dtype() != DType.INT64;
                entries.add(Arrays.stream(tensor.toLongArray())
                        .mapToObj(value -> mask ? value == 1 ? "True" : "False" : Long.toString(value))
                        .collect(Collectors.joining(", ", "[", "]")));
                if (mask && tensor.numel() == 0) {
                    return null;
                }
            } else {
                entries.add(entry.toString());
            }
        }
        return String.join(", ", entries);
    }

    private static TensorIndexVector theirs(Index... index) {
        TensorIndex[] entries = new TensorIndex[index.length];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = theirs(index[i]);
        }
        return new TensorIndexVector(entries);
    }

    private static TensorIndex theirs(Index entry) {
        if (entry instanceof Tensor tensor) {
            // libtorch takes uint8 masks too, and warns each time.
            return new TensorIndex(Torch.of(tensor.dtype() == DType.UINT8 ? tensor.to(DType.BOOL) : tensor));
        }
        if (entry instanceof Index.At one) {
            return new TensorIndex((long) one.position());
        }
        if (entry instanceof Index.Range range) {
            return new TensorIndex(new Slice(optional(range.start()), optional(range.stop()), optional(range.step())));
        }
        return entry == Index.Mark.ELLIPSIS ? new TensorIndex(new EllipsisIndexType()) : new TensorIndex();
    }

    private static SymIntOptional optional(@Nullable Integer value) {
        return value == null ? new SymIntOptional() : new SymIntOptional(new SymInt(value.longValue()));
    }
}
