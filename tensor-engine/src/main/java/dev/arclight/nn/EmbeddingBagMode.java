package dev.arclight.nn;

/** How the rows of a bag become one, as {@code torch.nn.EmbeddingBag}'s {@code mode}. */
public enum EmbeddingBagMode {
    SUM,
    MEAN,
    MAX
}
