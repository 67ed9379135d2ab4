/** How the outside meets the evaluation: HTTP, messaging, configuration, start and health. */
@NullMarked
package io.scanloop.eval.adapter;

import org.jspecify.annotations.NullMarked;
