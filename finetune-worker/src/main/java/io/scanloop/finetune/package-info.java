/** Runs fine-tuning steps, and predicts for evaluation. */
@NullMarked
package io.scanloop.finetune;

import org.jspecify.annotations.NullMarked;
