/** Networks, their parts, and the catalogue of them by name, size and settings. */
@NullMarked
package io.scanloop.learning.network;

import org.jspecify.annotations.NullMarked;
