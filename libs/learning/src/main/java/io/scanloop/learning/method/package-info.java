/** The published systems, one readable file each. */
@NullMarked
package io.scanloop.learning.method;

import org.jspecify.annotations.NullMarked;
