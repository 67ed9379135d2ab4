/** The papers' protocol on a folder of studies: few labels, many draws, arms that are compared pair by pair; no services. */
@NullMarked
package io.scanloop.cli.trial;

import org.jspecify.annotations.NullMarked;
