package dev.arclight.beam.inference;

import dev.arclight.graph.CompiledModel;
import dev.arclight.io.Model;
import dev.arclight.tensor.Tensor;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model folder in memory, compiled for all sessions. One that cannot be compiled is reported once and runs as it is. */
final class FolderModel<InputT, OutputT> implements LoadedModel<InputT, OutputT> {
    private static final Logger LOG = LoggerFactory.getLogger(FolderModel.class);

    private final Model model;
    private final ModelInput input;
    private final InputForm.Reader<InputT> reader;
    private final OutputForm<OutputT> output;
    private final int threads;
    private final CompiledModel compiled;
    private final AtomicBoolean refused = new AtomicBoolean();

    FolderModel(
            Model model, ModelInput input, InputForm.Reader<InputT> reader, OutputForm<OutputT> output, int threads) {
        this.model = model;
        this.input = input;
        this.reader = reader;
        this.output = output;
        this.threads = threads;
        this.compiled = CompiledModel.of(model.module());
    }

    @Override
    public Session<InputT, OutputT> openSession() {
        return new FolderSession<>(this);
    }

    @Override
    public long byteSize() {
        long bytes = 0;
        for (Tensor tensor : model.module().stateDict().values()) {
            bytes += tensor.numel() * (long) tensor.dtype().bytes();
        }
        return bytes;
    }

    @Override
    public Optional<String> checksum() {
        return Optional.of(model.checksum());
    }

    @Override
    public long tokenCount(InputT example) {
        return reader.tokenCount(example);
    }

    Model model() {
        return model;
    }

    ModelInput input() {
        return input;
    }

    InputForm.Reader<InputT> reader() {
        return reader;
    }

    OutputForm<OutputT> output() {
        return output;
    }

    int threads() {
        return threads;
    }

    CompiledModel compiled() {
        return compiled;
    }

    boolean isRefused() {
        return refused.get();
    }

    void refuse(RuntimeException reason) {
        if (refused.compareAndSet(false, true)) {
            LOG.warn("model {} is scored uncompiled, with the same answers: {}", model.checksum(), reason.getMessage());
        }
    }
}
