/** The process of finetune-worker: its settings and its start. */
@NullMarked
package io.scanloop.finetune.adapter;

import org.jspecify.annotations.NullMarked;
