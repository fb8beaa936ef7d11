/**
 * What is put around the tokens of one text or a pair: special tokens, type ids, trimmed offsets.
 */
@NullMarked
package dev.arclight.tokenizers.processors;

import org.jspecify.annotations.NullMarked;
