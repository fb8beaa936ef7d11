/**
 * What changes a text before it is split: Unicode forms, lower case, replacements.
 */
@NullMarked
package dev.arclight.tokenizers.normalizers;

import org.jspecify.annotations.NullMarked;
