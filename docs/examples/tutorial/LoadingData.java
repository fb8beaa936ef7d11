package tutorial;

import dev.arclight.data.Batch;
import dev.arclight.data.DataLoader;
import dev.arclight.data.Dataset;
import dev.arclight.data.Example;
import dev.arclight.data.Mnist;
import dev.arclight.data.TensorDataset;
import dev.arclight.data.transforms.Compose;
import dev.arclight.data.transforms.Normalize;
import dev.arclight.data.transforms.ToTensor;
import dev.arclight.data.transforms.Transform;
import dev.arclight.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Datasets, transforms and loaders. */
public final class LoadingData {
    private LoadingData() {}

    public static void main(String[] args) {
        Path data = digits();
        batches(data);
        ownDataset();
        tensors();
        workers(data);
    }

    private static void batches(Path data) {
        Transform transform = new Compose(new ToTensor(), new Normalize(0.1307, 0.3081));
        Mnist trainDataset = new Mnist(data, true, transform);
        Mnist testDataset = new Mnist(data, false, transform);

        DataLoader<Batch> trainLoader = DataLoader.of(trainDataset, 64, true);
        DataLoader<Batch> testLoader = DataLoader.of(testDataset, 1000);

        int batchIdx = 0;
        for (Batch batch : trainLoader) {
            System.out.println("Batch " + batchIdx + ": data shape " + batch.data().shape() + ", target shape "
                    + batch.target().shape());
            if (batchIdx == 2) {
                break;
            }
            batchIdx++;
        }
        System.out.println(trainLoader.size() + " and " + testLoader.size() + " batches");
    }

    /** A dataset of one's own. */
    private static final class CustomDataset implements Dataset<Example> {
        private final double[][] data;
        private final int[] targets;
        private final Transform transform;

        CustomDataset(double[][] data, int[] targets, Transform transform) {
            this.data = data;
            this.targets = targets;
            this.transform = transform;
        }

        @Override
        public int size() {
            return data.length;
        }

        @Override
        public Example get(int index) {
            return new Example(transform.apply(Tensor.tensor(data[index])), targets[index]);
        }
    }

    private static void ownDataset() {
        Random random = new Random(0);
        double[][] data = new double[100][10];
        int[] targets = new int[100];
        for (int i = 0; i < 100; i++) {
            for (int j = 0; j < 10; j++) {
                data[i][j] = random.nextGaussian();
            }
            targets[i] = random.nextInt(2);
        }
        CustomDataset dataset = new CustomDataset(data, targets, x -> ((Tensor) x).toFloat());
        DataLoader<Batch> loader = DataLoader.of(dataset, 16, true);
        Batch first = loader.iterator().next();
        System.out.println(loader.size() + " batches of " + first.data().shape() + ", " + first.target().dtype());
    }

    /** Tensors whose rows are items, in two parts that share none. */
    private static void tensors() {
        TensorDataset dataset = new TensorDataset(Tensor.arange(20).reshape(10, 2), Tensor.arange(10));
        var parts = Dataset.randomSplit(dataset, 0.8, 0.2);
        System.out.println(parts.get(0).size() + " to train with, " + parts.get(1).size() + " to test with");
        for (Batch batch : DataLoader.of(dataset, 4)) {
            System.out.println(batch.data().tolist() + " " + batch.target().tolist());
        }
    }

    /** Threads in the background load ahead; the batches are the same as without them. */
    private static void workers(Path data) {
        Mnist trainDataset = new Mnist(data, true, new ToTensor());
        double[] sums = new double[2];
        for (int i = 0; i < 2; i++) {
            try (DataLoader<Batch> trainLoader = DataLoader.builder(trainDataset)
                    .batchSize(64)
                    .shuffle(true)
                    .numWorkers(4 * i) // threads that load
                    .pinMemory(true) // would speed up copies to a GPU
                    .seed(42)
                    .build()) {
                sums[i] = trainLoader.iterator().next().data().sum().item();
            }
        }
        System.out.println("the same with and without workers: " + (sums[0] == sums[1]));
    }

    /** Files in MNIST's form with pictures of noise, since nothing is downloaded. */
    private static Path digits() {
        try {
            Path folder = Files.createTempDirectory("digits");
            Random random = new Random(1);
            for (String kind : List.of("train", "t10k")) {
                int count = kind.equals("train") ? 500 : 100;
                byte[] pixels = new byte[count * 28 * 28];
                random.nextBytes(pixels);
                byte[] labels = new byte[count];
                for (int i = 0; i < count; i++) {
                    labels[i] = (byte) random.nextInt(10);
                }
                write(folder.resolve(kind + "-images-idx3-ubyte"), pixels, count, 28, 28);
                write(folder.resolve(kind + "-labels-idx1-ubyte"), labels, count);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] data, int... extents) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * extents.length + data.length);
        bytes.put(new byte[] {0, 0, 8, (byte) extents.length});
        for (int extent : extents) {
            bytes.putInt(extent);
        }
        Files.write(file, bytes.put(data).array());
        file.toFile().deleteOnExit();
        file.getParent().toFile().deleteOnExit();
    }
}
