/** What a training step costs, against PyTorch on the same network. */
@NullMarked
package io.scanloop.bench.learning;

import org.jspecify.annotations.NullMarked;
