package dev.arclight.log;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Writes what TensorBoard shows, as {@code torch.utils.tensorboard.SummaryWriter}.
 *
 * <pre>{@code
 * try (SummaryWriter writer = new SummaryWriter(Path.of("runs/first"))) {
 *     writer.addScalar("loss/train", loss.item(), step);
 * }
 * }</pre>
 *
 * <p>Every event is handed to the operating system at once: a program that dies leaves all of them. May be used by several
 * threads. A failure of the disk is an {@link UncheckedIOException}.
 */
public final class SummaryWriter implements Closeable {
    private static final AtomicInteger FILES = new AtomicInteger();
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("MMMdd_HH-mm-ss", Locale.ROOT);

    private final Path logDir;
    private final Clock clock;
    private final RecordFile file;

    /** Writers of {@link #addScalars}, one for each line of a diagram. */
    private final Map<Path, SummaryWriter> lines = new LinkedHashMap<>();

    /** Into a new folder below {@code runs}, named after time and host. */
    public SummaryWriter() {
        this(Path.of("runs", NAME.format(LocalDateTime.now(ZoneId.systemDefault())) + "_" + host()));
    }

    /** Into a folder, which is made; runs of one folder are shown as one. */
    public SummaryWriter(Path logDir) {
        this(logDir, Clock.systemUTC());
    }

    SummaryWriter(Path logDir, Clock clock) {
        this.logDir = logDir;
        this.clock = clock;
        try {
            Files.createDirectories(logDir);
            file = RecordFile.create(logDir.resolve(String.format(
                    Locale.ROOT,
                    "events.out.tfevents.%010d.%s.%d.%d",
                    TimeUnit.MILLISECONDS.toSeconds(clock.millis()),
                    host(),
                    ProcessHandle.current().pid(),
                    FILES.getAndIncrement())));
            file.write(new Message().put(1, seconds()).put(3, "brain.Event:2").toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder that TensorBoard is to be shown. */
    public Path getLogdir() {
        return logDir;
    }

    /** A number at a step. */
    public void addScalar(String tag, double value, long globalStep) {
        add(new Message().put(1, tag).put(2, (float) value), globalStep);
    }

    /** A tensor's only number at a step. */
    public void addScalar(String tag, Tensor value, long globalStep) {
        addScalar(tag, value.item(), globalStep);
    }

    /** Numbers that are shown in one diagram, a line each. */
    public void addScalars(String mainTag, Map<String, ? extends Number> values, long globalStep) {
        values.forEach((tag, value) ->
                line(mainTag.replace('/', '_') + "_" + tag).addScalar(mainTag, value.doubleValue(), globalStep));
    }

    /**
     * How values are spread.
     *
     * @throws ArclightException if there are none, or one is not finite
     */
    public void addHistogram(String tag, Tensor values, long globalStep) {
        double[] numbers = values.detach().to(DType.FLOAT64).contiguous().toDoubleArray();
        add(new Message().put(1, tag).put(5, new Histogram(tag, numbers).toMessage()), globalStep);
    }

    /** Text, which is shown as Markdown. */
    public void addText(String tag, String text, long globalStep) {
        Message plugin = new Message().put(1, "text").put(2, new byte[0]);
        int string = 7;
        Message tensor = new Message()
                .put(1, (long) string)
                .put(2, new Message().put(2, new Message().put(1, 1L)))
                .put(8, text.getBytes(StandardCharsets.UTF_8));
        add(
                new Message().put(1, tag + "/text_summary").put(8, tensor).put(9, new Message().put(1, plugin)),
                globalStep);
    }

    /** An image {@code [C, H, W]} with 1, 3 or 4 channels: bytes, or floats from 0 to 1. */
    public void addImage(String tag, Tensor image, long globalStep) {
        addImage(tag, image, globalStep, "CHW");
    }

    /**
     * @param dataformats {@code CHW}, {@code HWC} or {@code HW}: what the dimensions are
     * @throws ShapeException if the image does not have them, or not 1, 3 or 4 channels
     */
    public void addImage(String tag, Tensor image, long globalStep, String dataformats) {
        Tensor planes = switch (dataformats) {
            case "CHW" -> image;
            case "HWC" -> image.rank() == 3 ? image.permute(2, 0, 1) : image;
            case "HW" ->
                image.rank() == 2 ? image.unsqueeze(0) : image.unsqueeze(0).unsqueeze(0);
            default ->
                throw new ArclightException("addImage: dataformats is '" + dataformats + "', expected CHW, HWC or HW");
        };
        if (planes.rank() != 3 || planes.size(0) != 1 && planes.size(0) != 3 && planes.size(0) != 4) {
            throw new ShapeException("addImage: '" + tag + "' has shape " + image.shape() + ", expected " + dataformats
                    + " with 1, 3 or 4 channels");
        }
        Message encoded = new Message()
                .put(1, (long) planes.size(1))
                .put(2, (long) planes.size(2))
                .put(3, (long) planes.size(0))
                .put(4, png(planes.detach()));
        add(new Message().put(1, tag).put(4, encoded), globalStep);
    }

    /**
     * The settings of a run and what came of them, in a folder of its own below, so that runs can be compared.
     *
     * @param hparams numbers, booleans and texts
     */
    public void addHparams(Map<String, ?> hparams, Map<String, ? extends Number> metrics) {
        try (SummaryWriter run = new SummaryWriter(logDir.resolve(Double.toString(seconds())), clock)) {
            run.add(HyperParameters.experiment(hparams, metrics.keySet()), 0);
            run.add(HyperParameters.start(hparams), 0);
            run.add(HyperParameters.end(), 0);
            metrics.forEach((tag, value) -> run.addScalar(tag, value.doubleValue(), 0));
        }
    }

    /**
     * Not there.
     *
     * @throws ArclightException always
     */
    @SuppressWarnings("DoNotCallSuggester") // It is there to say so to who ports a program.
    public void addGraph(Object model) {
        throw new ArclightException(
                "addGraph: graphs of models are not written; print the module, or log its parameters with"
                        + " addHistogram");
    }

    /** Waits until all events are on the disk, where they outlive the machine and not only the program. */
    public synchronized void flush() {
        try {
            file.force();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.values().forEach(SummaryWriter::flush);
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lines.values().forEach(SummaryWriter::close);
    }

    private synchronized SummaryWriter line(String name) {
        return lines.computeIfAbsent(logDir.resolve(name), folder -> new SummaryWriter(folder, clock));
    }

    private synchronized void add(Message value, long globalStep) {
        Message event = new Message().put(1, seconds()).put(2, globalStep).put(5, new Message().put(1, value));
        try {
            file.write(event.toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double seconds() {
        return clock.millis() / (double) TimeUnit.SECONDS.toMillis(1);
    }

    private static byte[] png(Tensor planes) {
        boolean floating = planes.dtype().isFloating();
        Tensor bytes = floating ? planes.to(DType.FLOAT32).mul(255).clamp(0, 255) : planes;
        int[] values = bytes.to(DType.INT32).contiguous().toIntArray();
        int channels = planes.size(0);
        int height = planes.size(1);
        int width = planes.size(2);
        int type = channels == 1
                ? BufferedImage.TYPE_BYTE_GRAY
                : channels == 3 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
        BufferedImage image = new BufferedImage(width, height, type);
        int[] pixel = new int[channels];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < channels; c++) {
                    pixel[c] = values[(c * height + y) * width + x];
                }
                image.getRaster().setPixel(x, y, pixel);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, "png", out)) {
                throw new ArclightException("addImage: this Java cannot write PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String host() {
        try {
            return Objects.requireNonNullElse(named(), "localhost");
        } catch (UnknownHostException e) {
            // The name is only part of a file's; one that the network does not know has another.
            return "localhost";
        }
    }

    private static @Nullable String named() throws UnknownHostException {
        return InetAddress.getLocalHost().getHostName();
    }
}
