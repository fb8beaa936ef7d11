/** Vectors for texts: a tokenizer, a network over its tokens, and one vector made of what the network gives for each. */
@NullMarked
package dev.arclight.model.embedding;

import org.jspecify.annotations.NullMarked;
