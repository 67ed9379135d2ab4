/** Networks and losses as graphs of typed values: each operation checks shapes and becomes one line of a program. */
@NullMarked
package io.scanloop.learning.graph;

import org.jspecify.annotations.NullMarked;
