/** Files that hold tensors and networks: safetensors and the model folder. */
@NullMarked
package dev.arclight.io;

import org.jspecify.annotations.NullMarked;
