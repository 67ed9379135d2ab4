/** How soon an idle worker begins with a step. */
@NullMarked
package io.scanloop.bench.claim;

import org.jspecify.annotations.NullMarked;
