/**
 * What turns a piece of text into ids of a vocabulary: WordPiece, byte-pair encoding, Unigram, whole words.
 */
@NullMarked
package dev.arclight.tokenizers.models;

import org.jspecify.annotations.NullMarked;
