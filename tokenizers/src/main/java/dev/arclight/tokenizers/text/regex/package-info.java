/**
 * Regular expressions as tokenizers use them: Oniguruma's syntax, Unicode 16.0, no recursion, bounded time.
 */
@NullMarked
package dev.arclight.tokenizers.text.regex;

import org.jspecify.annotations.NullMarked;
