/** Tests of the trainer against the real runtime. */
@NullMarked
package dev.tutti.device.tensorflow;

import org.jspecify.annotations.NullMarked;
