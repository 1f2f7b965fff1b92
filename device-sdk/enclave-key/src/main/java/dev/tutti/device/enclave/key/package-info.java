/**
 * What enclaves in hardware share: the public half of their key, the one encoding of their signatures, how their
 * credential is fetched and renewed, and how they say that something failed.
 */
@NullMarked
package dev.tutti.device.enclave.key;

import org.jspecify.annotations.NullMarked;
