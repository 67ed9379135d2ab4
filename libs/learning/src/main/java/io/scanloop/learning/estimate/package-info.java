/** What methods cost under their presets, before anything is trained. */
@NullMarked
package io.scanloop.learning.estimate;

import org.jspecify.annotations.NullMarked;
