/** {@code arclight tokenize}: texts to token ids. */
@NullMarked
package dev.arclight.jobs.tokenize;

import org.jspecify.annotations.NullMarked;
