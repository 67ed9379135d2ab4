/** Parts of networks: transformer, tokenizer, decoders. */
@NullMarked
package io.scanloop.learning.network;

import org.jspecify.annotations.NullMarked;
