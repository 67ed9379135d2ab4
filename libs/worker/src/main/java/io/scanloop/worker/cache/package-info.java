/** What a worker keeps of the store on its own disk: prepared volumes and weights, named by their content. */
@NullMarked
package io.scanloop.worker.cache;

import org.jspecify.annotations.NullMarked;
