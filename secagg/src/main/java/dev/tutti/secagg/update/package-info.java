/** One masked update: how a device makes it and how everyone checks it. */
@NullMarked
package dev.tutti.secagg.update;

import org.jspecify.annotations.NullMarked;
