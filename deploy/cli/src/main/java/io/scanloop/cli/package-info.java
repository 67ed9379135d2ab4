/** The {@code scanloop} command. */
@NullMarked
package io.scanloop.cli;

import org.jspecify.annotations.NullMarked;
