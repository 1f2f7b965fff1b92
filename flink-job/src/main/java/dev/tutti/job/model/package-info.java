/** Server steps, model files, manifests and what is told to devices. */
@NullMarked
package dev.tutti.job.model;

import org.jspecify.annotations.NullMarked;
