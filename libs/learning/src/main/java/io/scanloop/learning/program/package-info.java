/** Graphs made to run: text, archive, engine, and the arrays that live on the device. */
@NullMarked
package io.scanloop.learning.program;

import org.jspecify.annotations.NullMarked;
