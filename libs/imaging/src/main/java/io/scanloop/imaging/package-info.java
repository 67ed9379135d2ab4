/** Volumes in patient space: NIfTI files, orientation, resampling, intensity laws, phantoms. */
@NullMarked
package io.scanloop.imaging;

import org.jspecify.annotations.NullMarked;
