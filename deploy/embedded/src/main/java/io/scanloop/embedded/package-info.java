/** The Kafka broker and the S3 server that the laptop embeds and the tests start. */
@NullMarked
package io.scanloop.embedded;

import org.jspecify.annotations.NullMarked;
