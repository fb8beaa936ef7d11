/**
 * Tokenizers compared with Hugging Face's library, and the programs that made their Unicode tables.
 */
package dev.arclight.it.tokenizers;
