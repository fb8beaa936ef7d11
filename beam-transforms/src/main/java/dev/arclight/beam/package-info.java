/**
 * Inference and training as Apache Beam transforms.
 *
 * <p>This layer holds no mathematics: it moves rows of a {@code PCollection} into tensors of {@code dev.arclight.tensor}
 * and results back, with one copy of a model's weights per JVM. Beam itself is the user's to bring (scope provided).
 */
@NullMarked
package dev.arclight.beam;

import org.jspecify.annotations.NullMarked;
