/** A trained network as a folder of files that others load without this software. */
@NullMarked
package io.scanloop.learning.export;

import org.jspecify.annotations.NullMarked;
