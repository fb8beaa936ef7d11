/** Files that others write and read: PyTorch's own Python is asked, where it is installed. */
@NullMarked
package dev.arclight.it.files;

import org.jspecify.annotations.NullMarked;
