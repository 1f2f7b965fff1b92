/** Local training: the port an app's trainer implements, and the examples it is given. */
@NullMarked
package dev.tutti.device.train;

import org.jspecify.annotations.NullMarked;
