/** How the outside meets intake: HTTP, messaging, configuration, start and health. */
@NullMarked
package io.scanloop.ingest.adapter;

import org.jspecify.annotations.NullMarked;
