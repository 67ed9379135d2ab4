/** Chance by counters: a draw depends on what it is for, never on what was drawn before. */
@NullMarked
package io.scanloop.learning.random;

import org.jspecify.annotations.NullMarked;
