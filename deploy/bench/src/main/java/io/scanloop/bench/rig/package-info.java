/** Broker, store and intake as real processes, to be measured and to be killed. */
@NullMarked
package io.scanloop.bench.rig;

import org.jspecify.annotations.NullMarked;
