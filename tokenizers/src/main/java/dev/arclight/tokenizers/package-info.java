/**
 * Text to token ids and back, in plain Java: normalizers, pre-tokenizers, models, post-processors and decoders.
 *
 * <p>This module depends on Jackson alone, so that text can be tokenized where no tensor is needed.
 */
@NullMarked
package dev.arclight.tokenizers;

import org.jspecify.annotations.NullMarked;
