/** What the services say to each other: event records, topics and their schemas. */
@NullMarked
package io.scanloop.events;

import org.jspecify.annotations.NullMarked;
