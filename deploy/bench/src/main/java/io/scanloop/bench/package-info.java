/** Benchmarks and simulations, run on demand. */
@NullMarked
package io.scanloop.bench;

import org.jspecify.annotations.NullMarked;
