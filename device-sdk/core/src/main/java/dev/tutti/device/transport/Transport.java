package dev.tutti.device.transport;

import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;

/**
 * One device's way to and from the job. What one device sends arrives in the order in which it was sent, at least once.
 *
 * <p>A {@code send} hands a record over and may return before it has left; {@link #flush} waits until everything sent so
 * far has arrived. A record handed over may have left the device whatever happens afterwards, also when an exception is
 * thrown.
 */
public interface Transport extends AutoCloseable {
    /**
     * Starts delivery to {@code inbox}: first the newest model and the announcements not yet known to be over, then
     * everything new.
     *
     * @throws IllegalStateException if called twice
     */
    void open(DeviceInbox inbox);

    /** Sends fresh one-time keys. */
    void send(CheckIn checkIn) throws TransportException;

    /** Sends one piece of a masked update. */
    void send(UpdateChunk chunk) throws TransportException;

    /** Sends one sealed share of a masked update. */
    void send(ShareBlob share) throws TransportException;

    /** Sends the signed header that completes a masked update. */
    void send(UpdateHeader header) throws TransportException;

    /** Sends a decryptor's vote or refusal. */
    void send(CohortVote vote) throws TransportException;

    /** Sends a decryptor's sum of shares. */
    void send(UnmaskReply reply) throws TransportException;

    /**
     * Waits until everything sent so far has arrived.
     *
     * @throws TransportException if anything sent since the last flush did not, or the wait was interrupted
     */
    void flush() throws TransportException;

    /**
     * Fetches a content-addressed artifact. The caller checks its digest.
     *
     * @param path relative to the artifact root, e.g. {@code plans/<sha256 hex>}
     * @param maxBytes the largest size the caller accepts
     * @throws TransportException if there is no such artifact, it is larger, or the path leaves the root
     */
    byte[] fetch(String path, int maxBytes) throws TransportException;

    /** Ends delivery; nothing is delivered once this returns. Does nothing the second time. */
    @Override
    void close();
}
