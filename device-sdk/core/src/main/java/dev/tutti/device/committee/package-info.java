/**
 * The decryptor role: a device offers one-time keys, votes once on the sealed cohort of one announcement, opens it on a
 * quorum certificate, and forgets the keys (protocol.md, "Decryptor, before it votes").
 */
@NullMarked
package dev.tutti.device.committee;

import org.jspecify.annotations.NullMarked;
