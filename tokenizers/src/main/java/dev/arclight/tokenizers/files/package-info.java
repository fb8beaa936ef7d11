/**
 * Tokenizers in files of other kinds than tokenizer.json: Hugging Face folders, SentencePiece models, tiktoken ranks.
 */
@NullMarked
package dev.arclight.tokenizers.files;

import org.jspecify.annotations.NullMarked;
