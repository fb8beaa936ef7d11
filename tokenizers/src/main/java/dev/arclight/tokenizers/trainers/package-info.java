/**
 * What learns a vocabulary from text.
 */
@NullMarked
package dev.arclight.tokenizers.trainers;

import org.jspecify.annotations.NullMarked;
