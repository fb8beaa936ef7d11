/** Tokenizers and text encoders on their way to tasks, and their part in queries. */
@NullMarked
package dev.arclight.spark.tokens;

import org.jspecify.annotations.NullMarked;
