/**
 * The lowest room: text that remembers where it came from, pieces of it, Unicode of a stated version, and patterns.
 */
@NullMarked
package dev.arclight.tokenizers.text;

import org.jspecify.annotations.NullMarked;
