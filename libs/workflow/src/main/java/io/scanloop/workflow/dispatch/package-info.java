/** What is due in a project: a fold over its topics that decides, and the loop that lives it. */
@NullMarked
package io.scanloop.workflow.dispatch;

import org.jspecify.annotations.NullMarked;
