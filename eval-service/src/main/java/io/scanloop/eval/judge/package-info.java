/** How good a model version is on patients that it never saw, and what follows from it. */
@NullMarked
package io.scanloop.eval.judge;

import org.jspecify.annotations.NullMarked;
