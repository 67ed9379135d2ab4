/** The process of pretrain-worker: its settings and its start. */
@NullMarked
package io.scanloop.pretrain.adapter;

import org.jspecify.annotations.NullMarked;
