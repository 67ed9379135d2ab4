/** Weights at rest: safetensors files, read without trust and written whole or not at all. */
@NullMarked
package io.scanloop.learning.weights;

import org.jspecify.annotations.NullMarked;
