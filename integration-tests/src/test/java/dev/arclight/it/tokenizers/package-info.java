/** Tokenizers compared with Hugging Face's library, and with values that other projects expect. */
@NullMarked
package dev.arclight.it.tokenizers;

import org.jspecify.annotations.NullMarked;
