package dev.arclight.tokenizers;

import dev.arclight.tokenizers.text.TokenizerException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How encodings are made equally long.
 *
 * @param length the length, or none for that of the longest encoding of a batch
 * @param multipleOf what the length is rounded up to a multiple of; 0 or 1 for no rounding
 * @param side which end padding is added at
 * @param id the padding token's id
 * @param typeId the padding token's type id
 * @param token the padding token
 */
public record Padding(OptionalInt length, int multipleOf, Side side, int id, int typeId, String token) {
    /** Far more tokens than any model takes; a file that asks for more would only fill the heap. */
    private static final int LONGEST = 1 << 20;

    /** Checks that the numbers are possible. */
    public Padding {
        if (length.orElse(0) < 0 || multipleOf < 0 || id < 0 || typeId < 0) {
            throw new TokenizerException("padding: the length is " + length + ", the multiple " + multipleOf
                    + ", the id " + id + " and the type id " + typeId + "; expected numbers of at least 0");
        }
        if (length.orElse(0) > LONGEST || multipleOf > LONGEST) {
            throw new TokenizerException("padding: the length is " + length + " and the multiple " + multipleOf
                    + "; expected at most " + LONGEST + " tokens");
        }
    }

    /** Pads the end up to the longest of a batch. */
    public static Padding longest(int id, String token) {
        return new Padding(OptionalInt.empty(), 0, Side.RIGHT, id, 0, token);
    }

    /** Pads the end up to a length. */
    public static Padding to(int length, int id, String token) {
        return new Padding(OptionalInt.of(length), 0, Side.RIGHT, id, 0, token);
    }

    /**
     * Pads up to a length as a tokenizer does itself; where it does not, with the token that models use that bring their own
     * padding, which is [PAD], &lt;pad&gt; or &lt;|endoftext|&gt;. Empty if it has none of them.
     */
    public static Optional<Padding> to(int length, Tokenizer tokenizer) {
        if (tokenizer.padding().isPresent()) {
            Padding own = tokenizer.padding().get();
            return Optional.of(new Padding(OptionalInt.of(length), 0, own.side, own.id, own.typeId, own.token));
        }
        for (String token : new String[] {"[PAD]", "<pad>", "<|endoftext|>"}) {
            OptionalInt id = tokenizer.tokenToId(token);
            if (id.isPresent()) {
                return Optional.of(to(length, id.getAsInt(), token));
            }
        }
        return Optional.empty();
    }
}
