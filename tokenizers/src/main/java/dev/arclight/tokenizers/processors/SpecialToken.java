package dev.arclight.tokenizers.processors;

/** A special token as a post-processor writes it, and its id. */
public record SpecialToken(String text, int id) {}
