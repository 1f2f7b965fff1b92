/**
 * Canonical bytes: the one encoding of every statement that is hashed or signed, and the small value types it is made
 * of. Knows nothing of the protocol's roles.
 */
@NullMarked
package dev.tutti.secagg.codec;

import org.jspecify.annotations.NullMarked;
