/**
 * One update on its way out: trained, spent on one announcement, masked once, sent as stored, and followed by its
 * receipt (protocol.md, "Device, masking" and "One update, one opening").
 */
@NullMarked
package dev.tutti.device.update;

import org.jspecify.annotations.NullMarked;
