/** What all parts of the evaluation share: refusals, and the way out for events. */
@NullMarked
package io.scanloop.eval;

import org.jspecify.annotations.NullMarked;
