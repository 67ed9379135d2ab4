/** A study on its way from the store to a network: checked, put on the task's grid, normalised, mapped from the cache. */
@NullMarked
package io.scanloop.worker.study;

import org.jspecify.annotations.NullMarked;
