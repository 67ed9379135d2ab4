/** Redeems the object references that events carry: one object store, two implementations. */
@NullMarked
package io.scanloop.storage;

import org.jspecify.annotations.NullMarked;
