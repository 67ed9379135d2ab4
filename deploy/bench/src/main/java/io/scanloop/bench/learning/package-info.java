/** What training steps and predictions cost, against PyTorch on the same networks. */
@NullMarked
package io.scanloop.bench.learning;

import org.jspecify.annotations.NullMarked;
