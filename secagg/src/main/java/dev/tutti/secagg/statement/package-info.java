/**
 * The statements of the protocol: what each party says, as immutable values with one canonical encoding each. Every
 * {@code decode} throws {@link dev.tutti.secagg.codec.MalformedMessageException} on anything that is not that encoding.
 * See docs/protocol.md, "Roles and messages".
 */
@NullMarked
package dev.tutti.secagg.statement;

import org.jspecify.annotations.NullMarked;
