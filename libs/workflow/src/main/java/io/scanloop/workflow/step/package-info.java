/** A step from its queue to its event: taken from a share group, carried out, told to the others, accepted. */
@NullMarked
package io.scanloop.workflow.step;

import org.jspecify.annotations.NullMarked;
