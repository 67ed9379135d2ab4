/** Metrics as a stream that anyone may join late, leave, and resume: history from committed steps, then the live tail. */
@NullMarked
package io.scanloop.eval.stream;

import org.jspecify.annotations.NullMarked;
