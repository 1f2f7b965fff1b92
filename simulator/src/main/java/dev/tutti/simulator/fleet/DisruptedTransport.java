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
import dev.tutti.secagg.statement.UpdateStatement;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
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
    private final Predicate<ByteBuffer> failing;
    private final Consumer<UpdateStatement> signed;

    /**
     * @param real carries what is not disrupted
     * @param tap sees deliveries on their way to the device
     * @param silent whether the device says nothing as a decryptor of the cohort with this announcement hash
     * @param failing whether the network goes away after the first chunk of an update for that announcement hash
     * @param signed told of every update whose header leaves
     */
    DisruptedTransport(
            Transport real,
            Function<DeviceInbox, DeviceInbox> tap,
            Predicate<ByteBuffer> silent,
            Predicate<ByteBuffer> failing,
            Consumer<UpdateStatement> signed) {
        this.real = real;
        this.tap = tap;
        this.silent = silent;
        this.failing = failing;
        this.signed = signed;
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
        if (chunk.getChunkIndex() > 0 && failing.test(chunk.getAnnouncementHash())) {
            throw new TransportException("the simulated network went away");
        }
        real.send(chunk);
    }

    @Override
    public void send(ShareBlob share) throws TransportException {
        failIfToldTo(share.getAnnouncementHash());
        real.send(share);
    }

    @Override
    public void send(UpdateHeader header) throws TransportException {
        failIfToldTo(header.getAnnouncementHash());
        byte[] statement = new byte[header.getStatement().remaining()];
        header.getStatement().duplicate().get(statement);
        signed.accept(UpdateStatement.decode(statement));
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

    private void failIfToldTo(ByteBuffer announcementHash) throws TransportException {
        if (failing.test(announcementHash)) {
            throw new TransportException("the simulated network went away");
        }
    }
}
