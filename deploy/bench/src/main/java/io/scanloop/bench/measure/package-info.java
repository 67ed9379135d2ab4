/** What it costs to score a label volume. */
@NullMarked
package io.scanloop.bench.measure;

import org.jspecify.annotations.NullMarked;
