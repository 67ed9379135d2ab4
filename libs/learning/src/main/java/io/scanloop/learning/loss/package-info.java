/** Losses, each with the convention for its empty cases. */
@NullMarked
package io.scanloop.learning.loss;

import org.jspecify.annotations.NullMarked;
