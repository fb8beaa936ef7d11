/**
 * What splits a normalized text into the pieces that a model sees one at a time.
 */
@NullMarked
package dev.arclight.tokenizers.pretokenizers;

import org.jspecify.annotations.NullMarked;
