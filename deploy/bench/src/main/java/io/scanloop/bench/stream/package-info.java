/** From a metric that a worker publishes to the browsers that watch: how long it takes. */
@NullMarked
package io.scanloop.bench.stream;

import org.jspecify.annotations.NullMarked;
