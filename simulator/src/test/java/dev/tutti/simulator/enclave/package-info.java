/** Tests of enclaves and of how they enrol, on real emulators. */
@NullMarked
package dev.tutti.simulator.enclave;

import org.jspecify.annotations.NullMarked;
