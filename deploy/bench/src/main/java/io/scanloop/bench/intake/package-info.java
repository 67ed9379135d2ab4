/** How fast the intake takes studies in, and how much memory it needs for them. */
@NullMarked
package io.scanloop.bench.intake;

import org.jspecify.annotations.NullMarked;
