/** The rules of the loop: log fold, dispatch, step. */
@NullMarked
package io.scanloop.workflow;

import org.jspecify.annotations.NullMarked;
