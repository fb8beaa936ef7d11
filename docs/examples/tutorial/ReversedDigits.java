package tutorial;

import dev.arclight.autograd.GradMode;
import dev.arclight.model.transformer.Transformer;
import dev.arclight.nn.CrossEntropyLoss;
import dev.arclight.optim.Adam;
import dev.arclight.optim.lrscheduler.CosineAnnealingLR;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Locale;

/**
 * A transformer learns to write digits backwards: trained on random sequences, judged on others by the share of digits
 * that it gets right when it writes on its own.
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class ReversedDigits {
    /** Tokens: 0 is padding, 1 begins a sequence, 2 to 11 are the digits. */
    private static final int VOCABULARY = 12;

    private static final int START = 1;
    private static final int LENGTH = 8;
    private static final int BATCH = 64;

    private final Transformer model = new Transformer(VOCABULARY, VOCABULARY, 64, 4, 2, 128, LENGTH + 1, 0.0);
    private final Generator data = Generator.seeded(1);

    private ReversedDigits() {}

    /** Argument: how many steps to train, 1000 if none is given. */
    public static void main(String[] args) {
        int steps = args.length > 0 ? Integer.parseInt(args[0]) : 1000;
        Generator.manualSeed(0);
        ReversedDigits task = new ReversedDigits();
        task.train(steps);
        double accuracy = task.accuracy(512);
        System.out.println(accuracy >= 0.99 ? "at least 99 % of digits are right" : "digits right: " + accuracy);
        task.show();
    }

    private void train(int steps) {
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        Adam optimizer = new Adam(model.parameters(), 1e-3);
        CosineAnnealingLR scheduler = new CosineAnnealingLR(optimizer, steps);
        Arena arena = new Arena();
        model.train();
        for (int step = 1; step <= steps; step++) {
            try (Arena.Scope scope = arena.open()) {
                Tensor src = digits(BATCH);
                Tensor reversed = src.flip(1);
                Tensor logits = model.forward(src, shifted(reversed));
                Tensor loss = criterion.forward(logits.view(-1, VOCABULARY), reversed.reshape(-1));
                optimizer.zeroGrad();
                loss.backward();
                optimizer.step();
                scheduler.step();
                if (step % 100 == 0) {
                    System.err.println(String.format(Locale.ROOT, "step %d: loss %.4f", step, loss.item()));
                }
            }
        }
    }

    /** The share of digits that greedy writing gets right. */
    private double accuracy(int examples) {
        Tensor src = digits(examples);
        return written(src).eq(src.flip(1)).toFloat().mean().item();
    }

    private void show() {
        Tensor src = Tensor.of(new long[] {3, 3, 4, 5, 11, 2, 7, 9}, 1, LENGTH);
        System.out.println(text(src) + " -> " + text(written(src)));
    }

    /** What the model writes, each digit after those before it. */
    private Tensor written(Tensor src) {
        model.eval();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor srcMask = model.makeSrcMask(src);
            Tensor encoded = model.encode(src, srcMask);
            Tensor tgt = Tensor.zeros(src.dtype(), src.size(0), 1).fill_(START);
            for (int i = 0; i < LENGTH; i++) {
                Tensor next = model.decode(tgt, encoded, srcMask).select(1, -1).argmax(1);
                tgt = Tensor.cat(java.util.List.of(tgt, next.unsqueeze(1)), 1);
            }
            return tgt.narrow(1, 1, LENGTH);
        }
    }

    private Tensor digits(int rows) {
        long[] tokens = new long[rows * LENGTH];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = 2L + data.nextInt(10);
        }
        return Tensor.of(tokens, rows, LENGTH);
    }

    /** What the decoder sees: the start, then all but the last. */
    private static Tensor shifted(Tensor sequence) {
        Tensor start = Tensor.zeros(sequence.dtype(), sequence.size(0), 1).fill_(START);
        return Tensor.cat(java.util.List.of(start, sequence.narrow(1, 0, LENGTH - 1)), 1);
    }

    private static String text(Tensor tokens) {
        StringBuilder text = new StringBuilder();
        for (long token : tokens.toLongArray()) {
            text.append(token - 2);
        }
        return text.toString();
    }
}
