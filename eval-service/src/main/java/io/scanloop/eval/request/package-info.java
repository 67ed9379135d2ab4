/** What people ask of the loop. */
@NullMarked
package io.scanloop.eval.request;

import org.jspecify.annotations.NullMarked;
