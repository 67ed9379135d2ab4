/** One command that brings the whole loop up on one machine. */
@NullMarked
package io.scanloop.laptop;

import org.jspecify.annotations.NullMarked;
