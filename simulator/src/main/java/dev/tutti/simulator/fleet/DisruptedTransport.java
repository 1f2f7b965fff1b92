package dev.tutti.simulator.fleet;

import dev.tutti.device.transport.DeviceInbox;
import dev.tutti.device.transport.Transport;
import dev.tutti.device.transport.TransportException;
import dev.tutti.schemas.round.CheckIn;
import dev.tutti.schemas.round.CohortVote;
import dev.tutti.schemas.round.UnmaskReply;
import dev.tutti.schemas.update.ShareBlob;
import dev.tutti.schemas.update.UpdateChunk;
import dev.tutti.schemas.update.UpdateHeader;
import java.nio.ByteBuffer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A device's real transport on a bad day: goes away in mid-upload, or swallows what a silent decryptor says, when told
 * to. Everything else passes unchanged.
 */
final class DisruptedTransport implements Transport {
    private final Transport real;
    private final Function<DeviceInbox, DeviceInbox> tap;
    private final Predicate<ByteBuffer> silent;
    private volatile boolean failing;

    /**
     * @param real carries what is not disrupted
     * @param tap sees deliveries on their way to the device
     * @param silent whether the device says nothing as a decryptor of the cohort with this announcement hash
     */
    DisruptedTransport(Transport real, Function<DeviceInbox, DeviceInbox> tap, Predicate<ByteBuffer> silent) {
        this.real = real;
        this.tap = tap;
        this.silent = silent;
    }

    /** From now on the network goes away after the first chunk of an update, or is as good as ever. */
    void failInMidUpload(boolean fail) {
        failing = fail;
    }

    @Override
    public void open(DeviceInbox inbox) {
        real.open(tap.apply(inbox));
    }

    @Override
    public void send(CheckIn checkIn) throws TransportException {
        real.send(checkIn);
    }

    @Override
    public void send(UpdateChunk chunk) throws TransportException {
        if (failing && chunk.getChunkIndex() > 0) {
            throw new TransportException("the simulated network went away");
        }
        real.send(chunk);
    }

    @Override
    public void send(ShareBlob share) throws TransportException {
        failIfToldTo();
        real.send(share);
    }

    @Override
    public void send(UpdateHeader header) throws TransportException {
        failIfToldTo();
        real.send(header);
    }

    @Override
    public void send(CohortVote vote) throws TransportException {
        if (!silent.test(vote.getAnnouncementHash())) {
            real.send(vote);
        }
    }

    @Override
    public void send(UnmaskReply reply) throws TransportException {
        if (!silent.test(reply.getAnnouncementHash())) {
            real.send(reply);
        }
    }

    @Override
    public void flush() throws TransportException {
        real.flush();
    }

    @Override
    public byte[] fetch(String path, int maxBytes) throws TransportException {
        return real.fetch(path, maxBytes);
    }

    @Override
    public void close() {
        real.close();
    }

    private void failIfToldTo() throws TransportException {
        if (failing) {
            throw new TransportException("the simulated network went away");
        }
    }
}
