/** How a study becomes what networks see, and what they say of it a mask on the study's own grid. */
@NullMarked
package io.scanloop.learning.study;

import org.jspecify.annotations.NullMarked;
