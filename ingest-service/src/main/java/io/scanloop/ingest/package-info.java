/** Studies and labels come in: validate, assign a side, store, announce. */
@NullMarked
package io.scanloop.ingest;

import org.jspecify.annotations.NullMarked;
