/** Models and plans as a device receives them: signed manifests, and artifacts checked against them byte for byte. */
@NullMarked
package dev.tutti.device.model;

import org.jspecify.annotations.NullMarked;
