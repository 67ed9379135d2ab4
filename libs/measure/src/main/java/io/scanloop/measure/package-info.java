/** What a result is worth: scores of masks, paired tests, intervals. */
@NullMarked
package io.scanloop.measure;

import org.jspecify.annotations.NullMarked;
