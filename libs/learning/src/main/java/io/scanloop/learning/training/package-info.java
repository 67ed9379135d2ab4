/** One engine that trains every method. */
@NullMarked
package io.scanloop.learning.training;

import org.jspecify.annotations.NullMarked;
