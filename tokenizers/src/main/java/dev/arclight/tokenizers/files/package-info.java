/**
 * Files that hold tokenizers: tokenizer.json and Hugging Face folders, SentencePiece models, tiktoken ranks.
 */
@NullMarked
package dev.arclight.tokenizers.files;

import org.jspecify.annotations.NullMarked;
