package dev.arclight.tokenizers;

/** An end of a text: where truncation cuts or padding is added. */
public enum Side {
    /** The beginning. */
    LEFT,
    /** The end. */
    RIGHT
}
