/** What is going on, as lists and pages show it: a fold over the log. */
@NullMarked
package io.scanloop.eval.view;

import org.jspecify.annotations.NullMarked;
