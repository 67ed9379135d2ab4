/** How far a training came, on its way between a worker's disk and the store. */
@NullMarked
package io.scanloop.worker.checkpoint;

import org.jspecify.annotations.NullMarked;
