/** Predictions of whole studies, window by window. */
@NullMarked
package io.scanloop.learning.inference;

import org.jspecify.annotations.NullMarked;
