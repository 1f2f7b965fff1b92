/** One-time keys and the sealing of shares to them (HPKE, RFC 9180). */
@NullMarked
package dev.tutti.secagg.seal;

import org.jspecify.annotations.NullMarked;
