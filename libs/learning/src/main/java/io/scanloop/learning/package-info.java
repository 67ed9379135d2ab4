/** Networks, losses, the five methods, training, inference. */
@NullMarked
package io.scanloop.learning;

import org.jspecify.annotations.NullMarked;
