/** Where each object of a project lies, and what the small documents among them say. */
@NullMarked
package io.scanloop.storage.layout;

import org.jspecify.annotations.NullMarked;
