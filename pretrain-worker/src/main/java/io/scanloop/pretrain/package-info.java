/** Runs pre-training steps. */
@NullMarked
package io.scanloop.pretrain;

import org.jspecify.annotations.NullMarked;
