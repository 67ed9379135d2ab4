/** Scores predictions, runs the gate, keeps the registry, serves metrics. */
@NullMarked
package io.scanloop.eval;

import org.jspecify.annotations.NullMarked;
