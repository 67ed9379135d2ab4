/** Where a step meets its data: snapshot, local cache, training, checkpoint. */
@NullMarked
package io.scanloop.worker;

import org.jspecify.annotations.NullMarked;
