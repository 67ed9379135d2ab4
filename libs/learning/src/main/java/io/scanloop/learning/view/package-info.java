/** What a network gets to see of a study: crops, light changes, masks, drawn reproducibly. */
@NullMarked
package io.scanloop.learning.view;

import org.jspecify.annotations.NullMarked;
